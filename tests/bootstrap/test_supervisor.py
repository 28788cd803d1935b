"""Real processes, started by a supervisor that is a process itself."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from training.bootstrap import ROOT

SUPERVISOR = """
import json, os, sys
from training.bootstrap.supervisor import Service, Supervisor
commands, delays = json.loads(sys.argv[1]), json.loads(sys.argv[2])
names = (f"service {number}" for number in range(len(commands)))
services = [Service(*pair, dict(os.environ)) for pair in zip(names, commands)]
sys.exit(Supervisor(services, delays=delays, grace=1).run())
"""
# Writes its own pid and that of a child which it leaves behind.
PARENT = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open(sys.argv[1], "a").write(f"{os.getpid()} {child.pid}\\n")
time.sleep(60)
"""
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + PARENT
MORTAL = """
import os, sys
open(sys.argv[1], "a").write(f"{os.getpid()}\\n")
sys.exit(3)
"""


def supervise(*commands, delays=(0.1, 0.1)):
    return subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, json.dumps(commands), json.dumps(delays)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def python(program, *words):
    return [sys.executable, "-c", program, *map(str, words)]


def eventually(condition, *, seconds=10):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def pids(*files):
    return [
        int(word)
        for file in files
        if file.exists()
        for word in file.read_text().split()
    ]


def is_alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("program", [PARENT, STUBBORN])
def test_signal_ends_every_service_and_what_it_started(tmp_path, number, program):
    files = [tmp_path / "a", tmp_path / "b"]
    supervisor = supervise(*(python(program, file) for file in files))
    assert eventually(lambda: len(pids(*files)) == 4)
    assert all(map(is_alive, pids(*files)))
    supervisor.send_signal(number)
    assert supervisor.wait(timeout=10) == 0
    assert eventually(lambda: not any(map(is_alive, pids(*files))))


def test_services_end_with_a_supervisor_that_is_killed(tmp_path):
    file = tmp_path / "a"
    supervisor = supervise(python(PARENT, file))
    assert eventually(lambda: len(pids(file)) == 2)
    service, child = pids(file)
    supervisor.kill()
    supervisor.wait()
    try:
        assert eventually(lambda: not is_alive(service))
    finally:
        os.kill(child, signal.SIGKILL)


def test_dead_service_is_named_and_started_again(tmp_path):
    file = tmp_path / "a"
    supervisor = supervise(python(PARENT, file))
    assert eventually(lambda: len(pids(file)) == 2)
    os.kill(pids(file)[0], signal.SIGKILL)
    assert eventually(lambda: len(pids(file)) == 4)
    supervisor.terminate()
    said, _ = supervisor.communicate(timeout=10)
    assert "The service 0 stopped (exit code -9). Starting it again" in said
    assert eventually(lambda: not any(map(is_alive, pids(file))))


def test_service_that_keeps_dying_ends_everything(tmp_path):
    file, other = tmp_path / "mortal", tmp_path / "other"
    supervisor = supervise(python(MORTAL, file), python(PARENT, other))
    said, _ = supervisor.communicate(timeout=20)
    assert supervisor.returncode == 1
    assert len(pids(file)) == 3
    assert "The service 0 stopped (exit code 3) 3 times. Giving up" in said
    assert eventually(lambda: not any(map(is_alive, pids(other))))
