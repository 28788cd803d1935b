from collections import Counter

import pytest

from training.bootstrap import measuring, testing
from training.bootstrap.narration import CannotContinue

JUNIT = """<testsuites>
<testsuite errors="1" failures="2" skipped="3" tests="10"/>
</testsuites>"""


def test_counts_are_read_from_a_junit_file(tmp_path):
    (tmp_path / "a.xml").write_text(JUNIT)
    found = testing.count(tmp_path / "a.xml")
    assert found == Counter(passed=4, failed=3, skipped=3)


def test_run_that_left_no_results_counts_as_failed(tmp_path):
    assert testing.count(tmp_path / "none.xml") == Counter(failed=1)


def test_last_line_sums_up_and_failed_checks_fail_the_run(capsys):
    report = testing.Report(["ruff"], Counter(passed=4))
    assert testing._sum_up(report) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2:] == ["FAILED: ruff", "4 passed, 0 failed"]


def test_a_persons_own_site_does_not_reach_the_tests(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://production/live")
    monkeypatch.setenv("EMAIL_URL", "smtp://production")
    found = testing.sqlite_environment(tmp_path)
    assert found["DATABASE_URL"].startswith(f"sqlite:///{tmp_path}")
    assert "EMAIL_URL" not in found


@pytest.fixture
def scripts(tmp_path):
    for name in (
        "__init__.py",
        "conftest.py",
        "_shared.py",
        "verify.py",
        "autosave.py",
    ):
        (tmp_path / name).touch()
    return tmp_path


def test_every_script_runs_unless_some_are_named(scripts):
    assert [path.stem for path in measuring.chosen(scripts, [])] == [
        "autosave",
        "verify",
    ]
    assert measuring.chosen(scripts, ["verify"]) == [scripts / "verify.py"]


def test_unknown_script_is_refused_with_those_there_are(scripts):
    with pytest.raises(CannotContinue, match=r"lesson.*autosave, verify"):
        measuring.chosen(scripts, ["lesson"])
