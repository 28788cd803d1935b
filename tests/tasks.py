"""Background work, done at once where a test needs its outcome."""

from django_tasks_db.models import DBTaskResult

from home.management.commands.worker import new_worker


def work_off_tasks():
    """Run every task that waits, as a worker would, on the test's connection."""
    worker = new_worker("test")
    while result := DBTaskResult.objects.ready().first():
        result.claim(worker.worker_id)
        worker.run_task(result)
