"""Watching: an agency hears of changes, with the holder's consent and only so long."""
