"""Background work, done at once where a test needs its outcome."""

from django_tasks_db.models import DBTaskResult

from home.management.commands.worker import new_worker
from tests.races import at_once


def work_off_tasks():
    """Run every task that waits, as a worker would, on the test's connection."""
    worker = new_worker("test")
    while result := DBTaskResult.objects.ready().first():
        result.claim(worker.worker_id)
        worker.run_task(result)


def work_off_tasks_apart():
    """Run them in a thread of their own: signing wants no event loop around it.

    Playwright's runs in the thread of the test.
    """
    at_once(lambda _number: work_off_tasks(), 1)
