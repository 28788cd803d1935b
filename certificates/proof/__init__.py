"""What makes a certificate provable: keys, signatures, credentials, status lists.

Nothing here knows the database, the clock, settings or a request: keys, instants and
randomness are passed in.
"""
