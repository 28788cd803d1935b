"""The interface for agencies' own software, under /api/v1/."""
