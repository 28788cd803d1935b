"""The desk of agencies, ``/agency/``: who may enter, and what they do there."""
