import stat
import subprocess
import sys

import pytest

from training.bootstrap import ROOT, stamps


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "requirements.txt"
    path.write_text("Django==5.2\n")
    return path


def test_stamp_holds_while_nothing_changed(tmp_path, source):
    stamp = tmp_path / "made" / "stamp"
    stamps.write(stamp, stamps.fingerprint("3.11", source), kept="kept\nlines")
    assert stamps.read(stamp, stamps.fingerprint("3.11", source)) == "kept\nlines"
    assert stat.S_IMODE(stamp.stat().st_mode) == 0o600


def test_stamp_lapses_when_a_file_changes(tmp_path, source):
    stamp = tmp_path / "stamp"
    stamps.write(stamp, stamps.fingerprint(source))
    source.write_text("Django==5.3\n")
    assert stamps.read(stamp, stamps.fingerprint(source)) is None


def test_stamp_lapses_when_a_file_appears_or_goes(tmp_path, source):
    absent = tmp_path / "absent"
    before = stamps.fingerprint(source, absent)
    absent.write_text("")
    assert stamps.fingerprint(source, absent) != before
    source.unlink()
    assert stamps.fingerprint(source) != before


def test_no_stamp_means_not_done(tmp_path):
    assert stamps.read(tmp_path / "stamp", stamps.fingerprint("anything")) is None


def test_parts_do_not_run_together():
    assert stamps.fingerprint("ab", "c") != stamps.fingerprint("a", "bc")


def test_second_set_up_waits_for_the_first(monkeypatch, tmp_path):
    monkeypatch.setattr(stamps, "ROOT", tmp_path)
    program = f"""if True:
        import pathlib
        from training.bootstrap import stamps
        stamps.ROOT = pathlib.Path({str(tmp_path)!r})
        with stamps.one_at_a_time():
            print((stamps.ROOT / "done").exists())
    """
    with stamps.one_at_a_time():
        second = subprocess.Popen(
            [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        said = second.stdout.readline()
        (tmp_path / "done").touch()
    said += second.communicate(timeout=10)[0]
    assert said.splitlines() == [
        "Another set-up is at work in this folder; waiting for it.",
        "True",
    ]
