"""Files that come in and go out: between the formats and the question bank."""
