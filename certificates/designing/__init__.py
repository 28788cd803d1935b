"""Editing designs in the Wagtail admin."""
