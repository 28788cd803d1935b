"""Keeps a few services running, and ends all of them together."""

import signal
import time
from dataclasses import dataclass, field

from . import processes
from .narration import say

TICK_SECONDS = 0.1
# A service that dies gets up again after each of these waits, then no more.
DELAYS_SECONDS = (1, 2, 4, 8, 16)
# One that stood this long has its earlier deaths forgiven.
SETTLED_SECONDS = 60


@dataclass
class Service:
    """One command that should be running."""

    name: str
    command: list
    environment: dict
    process: object = None
    deaths: int = 0
    started_at: float = 0.0
    due_at: float | None = field(default=0.0)

    def start(self, now):
        """Start the command at the monotonic instant ``now``."""
        self.process = processes.start(self.command, env=self.environment)
        self.started_at, self.due_at = now, None


class Supervisor:
    """Starts services, restarts what dies, stops everything on a signal.

    Args:
        services: what to keep running.
        delays: seconds before each restart; one more death ends everything.
        grace: seconds that a service has to end by itself.
        is_ready: called until it answers True …
        announce: … and then this once.
    """

    def __init__(
        self,
        services,
        *,
        delays=DELAYS_SECONDS,
        grace=processes.GRACE_SECONDS,
        is_ready=lambda: True,
        announce=lambda: None,
    ):
        self.services = services
        self.delays = delays
        self.grace = grace
        self.is_ready = is_ready
        self.announce = announce
        self.announced = False
        self.signals = []

    def run(self):
        """Serve until a signal comes or a service cannot be kept alive.

        Returns:
            The exit code: 0 after a signal, 1 after giving a service up.
        """
        wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, self._note) for number in wanted}
        try:
            return self._serve()
        finally:
            self._stop_everything()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _note(self, number, frame):
        self.signals.append(number)
        if len(self.signals) > 1:
            # Asked twice: whoever asks has no patience left.
            for service in self.services:
                if service.process:
                    processes.signal_group(service.process, signal.SIGKILL)

    def _serve(self):
        while not self.signals:
            now = time.monotonic()
            if not all(self._tend(service, now) for service in self.services):
                return 1
            if not self.announced and self.is_ready():
                self.announced = True
                self.announce()
            time.sleep(TICK_SECONDS)
        say("\nStopping …")
        return 0

    def _tend(self, service, now):
        """Start ``service`` when it is due, note its death.

        Returns:
            False once it has died too often.
        """
        if service.due_at is not None:
            if now >= service.due_at:
                service.start(now)
        elif service.process.poll() is not None:
            return self._mourn(service, now)
        return True

    def _mourn(self, service, now):
        if now - service.started_at > SETTLED_SECONDS:
            service.deaths = 0
        service.deaths += 1
        processes.stop([service.process], grace=self.grace)
        ending = f"The {service.name} stopped (exit code {service.process.returncode})"
        if service.deaths > len(self.delays):
            say(
                f"{ending} {service.deaths} times. Giving up; its last words are above."
            )
            return False
        delay = self.delays[service.deaths - 1]
        say(f"{ending}. Starting it again in {delay} s.")
        service.due_at = now + delay
        return True

    def _stop_everything(self):
        running = [service.process for service in self.services if service.process]
        processes.stop(running, grace=self.grace)
