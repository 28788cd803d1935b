import socket

import pytest

from training.bootstrap import serving
from training.bootstrap.narration import CannotContinue


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind((serving.HOST, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_taken_port_is_refused_with_a_way_out(taken_port):
    with pytest.raises(CannotContinue, match="is taken") as refusal:
        serving.check_port(taken_port)
    assert f"PORT={taken_port + 1} python3 manage.py up" in str(refusal.value)


def test_free_port_is_accepted(taken_port):
    with socket.socket() as probe:
        probe.bind((serving.HOST, 0))
        port = probe.getsockname()[1]
    serving.check_port(port)


@pytest.mark.parametrize("value", ["http", "0", "65536", "-1", "8000.5"])
def test_port_must_be_a_port_number(value):
    with pytest.raises(CannotContinue, match="PORT must be a number"):
        serving.chosen_port({"PORT": value})


@pytest.mark.parametrize("site", [{}, {"PORT": ""}])
def test_port_is_8000_unless_told(site):
    assert serving.chosen_port(site) == 8000


@pytest.mark.parametrize(
    ("url", "threads"),
    [("", "1"), ("sqlite:///x.sqlite3", "1"), ("postgres://h/d", "4")],
)
def test_sqlite_is_served_by_one_thread_a_process(url, threads):
    web, _worker = serving.services(8000, {"DATABASE_URL": url})
    assert web.command[web.command.index("--blocking-threads") + 1] == threads


def test_nothing_listening_does_not_answer(taken_port):
    with socket.socket() as probe:
        probe.bind((serving.HOST, 0))
        assert not serving.answers(probe.getsockname()[1])


def test_up_takes_no_further_words():
    with pytest.raises(CannotContinue, match="--port"):
        serving.up(["--port", "1"])
