"""``manage.py`` as a person calls it, under Pythons that have nothing installed."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from training.bootstrap import ROOT, commands, narration

MANAGE = (ROOT / "manage.py").read_text()


def test_older_python_is_told_what_is_wrong():
    older = "import sys; sys.version_info = (3, 9, 2, 'final', 0)\n" + MANAGE
    done = subprocess.run(
        [sys.executable, "-c", older], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "needs Python 3.11, 3.12 or 3.13; this is Python 3.9" in done.stderr


def test_bootstrap_needs_the_standard_library_alone():
    program = "import sys; sys.path.insert(0, '.'); import training.bootstrap.commands"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""


def test_refusal_is_a_sentence_and_an_exit_code(capsys, monkeypatch):
    def refuse(words):
        raise narration.CannotContinue(f"Not with {words[0]}.")

    monkeypatch.setitem(commands.OWN, "up", refuse)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    assert commands.run(["manage.py", "up", "this"]) == 1
    assert capsys.readouterr().out == "\nNot with this.\n"


def test_no_words_show_the_commands(capsys):
    assert commands.run(["manage.py"]) == 0
    assert "python3 manage.py up" in capsys.readouterr().out


def test_failing_command_shows_its_last_words():
    program = "print('heard'); import sys; sys.exit('reason')"
    with pytest.raises(narration.CannotContinue, match=r"(?s)failed.*heard.*reason"):
        narration.run_quietly([sys.executable, "-c", program])


def test_step_shows_its_seconds_even_when_it_fails(capsys):
    with pytest.raises(ZeroDivisionError), narration.step("Dividing"):
        _ = 1 / 0
    assert capsys.readouterr().out == "Dividing … stopped after 0 s\n"


def test_being_ended_takes_the_children_along():
    program = """if True:
        import sys
        from training.bootstrap import commands, processes
        sleeper = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
        action = lambda words: processes.run([sys.executable, "-c", sleeper])
        commands.OWN["up"] = action
        sys.exit(commands.run(["manage.py", "up"]))
    """
    manage = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    child = int(manage.stdout.readline())
    manage.send_signal(signal.SIGTERM)
    assert manage.wait(timeout=10) == 128 + signal.SIGTERM
    assert not (Path("/proc") / str(child)).exists()
