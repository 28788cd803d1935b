"""Child processes that do not outlive the one that started them."""

import ctypes
import os
import signal
import subprocess
import sys
import time

GRACE_SECONDS = 10
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def _end_with_parent():
    """Ask the kernel for SIGTERM when the parent dies, even by SIGKILL."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start(command, **options):
    """Start ``command`` as the leader of a process group of its own.

    Args:
        command: the words of the command.
        options: handed to ``subprocess.Popen``.
    """
    options = {"stdin": subprocess.DEVNULL} | options
    return subprocess.Popen(
        command,
        start_new_session=True,
        # Safe here: nothing in this package starts a thread.
        preexec_fn=_end_with_parent,
        **options,
    )


def stop(processes, *, grace=GRACE_SECONDS, first=signal.SIGTERM):
    """End ``processes``, then whatever they left in their groups.

    Args:
        processes: what :func:`start` returned.
        grace: seconds between the polite signal and SIGKILL.
        first: the polite signal.
    """
    processes = list(processes)
    for process in processes:
        signal_group(process, first)
    deadline = time.monotonic() + grace
    while time.monotonic() < deadline and any(p.poll() is None for p in processes):
        time.sleep(0.05)
    for process in processes:
        signal_group(process, signal.SIGKILL)
        process.wait()


def signal_group(process, number):
    """Send signal ``number`` to every process of the group; none left is fine."""
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return


def run(command, **options):
    """Run ``command`` to its end; take its whole group along when interrupted.

    Returns:
        Its exit code.
    """
    process = start(command, **options)
    try:
        return process.wait()
    finally:
        stop([process])


def run_in_foreground(command, **options):
    """Run ``command`` with this process's terminal, for a person to talk to.

    Returns:
        Its exit code.
    """
    process = subprocess.Popen(command, **options)
    try:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                # The terminal told both; the command ends as it sees fit.
                continue
    finally:
        process.terminate()
        process.wait()
