"""Questions and scenarios as files of other tools and of our own. Pure.

Every format reads bytes into ``items.Item`` and writes them back. What a format or
this site cannot hold is never dropped in silence: each reading and writing brings
its notes.
"""
