"""Where people mark, review, regrade and answer appeals, in the Wagtail admin.

What learners wrote is hostile until proved otherwise, and whoever reads it here is
privileged: it is only ever put on a page as plain text that the template escapes.
"""
