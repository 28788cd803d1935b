"""Ids that stay the same from load to load, so that attempts and notes hold."""

import uuid

NAMESPACE = uuid.UUID("6f1c1c52-3c5e-4f0a-9d1b-1f6f0a0c7a11")


def block_id(*parts):
    """Return the id of the block that ``parts`` name, always the same."""
    return str(uuid.uuid5(NAMESPACE, "/".join(map(str, parts))))
