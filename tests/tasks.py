"""Background work, done at once where a test needs its outcome."""

from django.core.management import call_command


def work_off_tasks():
    """Run every task that waits, as a worker would."""
    words = ["--backend", "jobs", "--batch", "--no-startup-delay", "--queue-name", "*"]
    call_command("db_worker", *words, verbosity=0)
