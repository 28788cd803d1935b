import logging
import signal
import threading
import time

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from certificates.checks import refuse_demo_keys
from home.sweeping import sweep
from training.users.demo import refuse_demo_accounts

logger = logging.getLogger("alongside.worker")

POLL_SECONDS = 1
SWEEP_SECONDS = 30
# Between sweeps at most this many tasks, or a long queue would delay deadlines.
TASKS_AT_A_TIME = 20
REST_AFTER_ERROR_SECONDS = 5


class Command(BaseCommand):
    """Runs background tasks, and sweeps up what they left undone."""

    help = "Run background tasks and the sweeper until told to stop."

    def handle(self, **options):
        refuse_demo_accounts()
        refuse_demo_keys()
        stop = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stop.set())
        work(get_random_string(32), stop)


def new_worker(worker_id):
    """Return a worker that stops when nothing waits, or after so many tasks."""
    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="jobs",
        startup_delay=False,
        max_tasks=TASKS_AT_A_TIME,
        worker_id=worker_id,
    )


def work(worker_id, stop):
    """Alternate between tasks and sweeps; outlive a database that goes away."""
    swept = -SWEEP_SECONDS
    while not stop.is_set():
        close_old_connections()
        try:
            if time.monotonic() - swept >= SWEEP_SECONDS:
                sweep(at=timezone.now())
                swept = time.monotonic()
            new_worker(worker_id).run()
        except DatabaseError:
            logger.exception("The database did not answer; trying again.")
            stop.wait(REST_AFTER_ERROR_SECONDS)
        except ExceptionGroup:
            logger.exception("Some rounds of the sweep broke off; the rest was done.")
            swept = time.monotonic()
        stop.wait(POLL_SECONDS)
