"""Answering quizzes and playing scenarios."""
