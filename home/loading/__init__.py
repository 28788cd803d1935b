"""Curriculum files, read, checked as a whole and laid into the site."""
