"""What ``verification.py`` measures, on the database in the environment."""

import json
import os
import random
import socket
import statistics
import sys
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.examhall import HOST, Server, open_doors

COUNT = int(os.environ.get("CERTIFICATES", "1000000"))
AT_ONCE = (1, 8)
ROUNDS = 3
REQUESTS = 600
"""Of each kind in a round, by all connections together."""

UNKNOWN = 0.2
FLOORS = "empty view", "one durable row"
"""What no check can do without: the way through the middleware, and a row on disk."""

TICKS = os.sysconf("SC_CLK_TCK")


class Doorway(Server):
    """The web server with an empty view beside the site."""

    def command(self, words):
        return [
            "tests.bench._doorway:application" if ":application" in word else word
            for word in words
        ]

    def spent(self):
        """Return the CPU seconds of its processes so far, and the kernel's share."""
        user = kernel = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:  # it has ended meanwhile
                continue
            if int(fields[3]) == self.process.pid:  # the session that it leads
                user += int(fields[11])
                kernel += int(fields[12])
        return (user + kernel) / TICKS, kernel / TICKS


class Asker:
    """One connection that is kept; an address of its own for each request."""

    def __init__(self, port, seed):
        self.socket = socket.create_connection((HOST, port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rng = random.Random(seed)
        self.host = f"{HOST}:{port}"

    def ask(self, method, path, body=b"", headers=""):
        """Send one request; return its status."""
        address = ".".join(str(self.rng.randrange(256)) for _part in range(3))
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {self.host}\r\n"
            f"X-Forwarded-For: 10.{address}\r\n{headers}"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self.socket.sendall(head.encode() + body)
        return self._read()

    def _read(self):
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _gap, rest = received.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(None, 1)[0])
        while len(rest) < length:
            rest += self._more()
        return int(head[9:12])

    def _more(self):
        more = self.socket.recv(65536)
        if not more:
            raise SystemExit("The server has hung up.")
        return more


def kinds(numbers, token):
    """Return what is asked, as functions of an asker, by what it is called."""
    from certificates import codes

    def number(rng):
        if rng.random() < UNKNOWN:
            return codes.new_number(rng.randbytes)
        return rng.choice(numbers)

    headers = f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"

    def api(asker):
        asked = {"number": number(asker.rng), "family_name": "Okonkwo"}
        body = json.dumps(asked).encode()
        return asker.ask("POST", "/api/v1/checks", body, headers)

    return {
        "empty view": lambda asker: asker.ask("GET", "/empty/"),
        "one durable row": lambda asker: asker.ask("GET", "/written/"),
        "verify page": lambda asker: asker.ask("GET", f"/verify/{number(asker.rng)}/"),
        "API": api,
    }


def ask_all(askers, kind, count):
    """Send ``count`` requests over all connections; return the seconds of each."""

    def work(asker):
        times = []
        for _one in range(count // len(askers)):
            began = time.perf_counter()
            status = kind(asker)
            times.append(time.perf_counter() - began)
            if status != 200:
                raise SystemExit(f"answered {status}")
        return times

    with ThreadPoolExecutor(len(askers)) as pool:
        return [spent for times in pool.map(work, askers) for spent in times]


def measure(server, asked, at_once):
    """Return times and CPU by kind, the kinds taking turns."""
    askers = [Asker(server.port, seed) for seed in range(at_once)]
    times, wall = defaultdict(list), defaultdict(float)
    cpu, kernel = defaultdict(float), defaultdict(float)
    for kind in asked.values():
        ask_all(askers, kind, 40 * at_once)  # warms up both processes
    for _round in range(ROUNDS):
        for label, kind in asked.items():
            before, began = server.spent(), time.perf_counter()
            times[label] += ask_all(askers, kind, REQUESTS)
            wall[label] += time.perf_counter() - began
            after = server.spent()
            cpu[label] += after[0] - before[0]
            kernel[label] += after[1] - before[1]
    return times, cpu, kernel, wall


def tell(at_once, measured):
    times, cpu, kernel, wall = measured
    empty, durable = (cpu[label] / len(times[label]) for label in FLOORS)
    for label, spent in times.items():
        own, count = cpu[label] / len(spent), len(spent)
        late = sorted(spent)[int(count * 0.95)]
        sys.stdout.write(
            f"  {at_once} at once, {label}: {count / wall[label]:.0f}/s, "
            f"p50 {1000 * statistics.median(spent):.1f} ms, p95 {1000 * late:.1f} ms, "
            f"{1000 * own:.2f} ms CPU ({1000 * kernel[label] / count:.2f} of it the "
            f"kernel's) = {own / empty:.1f} x the empty view, "
            f"{own / durable:.1f} x the durable row, n={count}\n"
        )


def make_token():
    """Return the text of a token for an agency of its own."""
    import datetime as dt

    from django.utils import timezone

    from certificates.models import ApiToken
    from tests.certificates.builders import make_agency, make_rng
    from tests.users.builders import make_user

    now = timezone.now()
    facts = {"name": "Bench", "may_check": True, "expires_at": now + dt.timedelta(1)}
    made = ApiToken.objects.make(
        make_agency(at=now), by=make_user(), at=now, rng=make_rng(), **facts
    )
    return made[1]


def main():
    os.environ |= {"TRUSTED_PROXY_COUNT": "1", "DEMO": "1"}
    open_doors()
    from django.db import connection

    from tests.bench._million import fill

    began = time.perf_counter()
    numbers = fill(COUNT)
    filled = time.perf_counter() - began
    asked = kinds(numbers, make_token())
    sys.stdout.write(
        f"{connection.vendor}: {COUNT:,} certificates, made in {filled:.0f} s\n"
    )
    connection.close()
    server = Doorway()
    server.start()
    try:
        for at_once in AT_ONCE:
            tell(at_once, measure(server, asked, at_once))
    finally:
        server.stop()


if __name__ == "__main__":
    main()
