"""Lists of people that an agency checks: files in, rows out and back. Pure."""
