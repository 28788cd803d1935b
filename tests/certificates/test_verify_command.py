"""``manage.py verify FILE``: the same checks, without a network, with exit codes."""

import json
import socket

import pytest
from django.core.management import CommandError, call_command

from certificates.proof import status_list
from tests.certificates.examining import authority, forged_documents, forging


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Fail whatever opens a connection, and fix the instant."""

    def refuse(*args, **kwargs):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr("django.utils.timezone.now", lambda: authority.WHEN)


@pytest.fixture
def verify(tmp_path, capsys):
    """Write a file and a bundle, run the command, return its code and its words."""

    def run(content, *more, trust=None):
        file, bundle = tmp_path / "file", tmp_path / "trust.json"
        file.write_bytes(content)
        bundle.write_text((trust or authority.make_trust()).to_json())
        with pytest.raises(SystemExit) as left:
            call_command("verify", str(file), "--trust", str(bundle), *more)
        return left.value.code, capsys.readouterr().out

    return run


@pytest.mark.parametrize(
    "make", [authority.make_pdf, authority.make_jwt, authority.make_proved]
)
def test_what_is_genuine_leaves_with_0_and_says_as_of_when(verify, make):
    code, words = verify(make())
    assert code == 0
    assert "Genuine and good as of 2026-11-16 12:00 UTC" in words


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (forged_documents.name_changed_by_increment, "The page was changed"),
        (forged_documents.signed_by_a_lookalike, "somebody else made it"),
        (forging.algorithm_none, "It is not signed."),
        (forging.expired, "It ended on 2021-01-01"),
        (lambda: b"hello", "neither a PDF nor"),
    ],
)
def test_what_is_forged_leaves_with_1_and_says_why(verify, make, words):
    code, told = verify(make())
    assert code == 1
    assert words in told


def test_without_a_list_it_leaves_with_2(verify):
    code, words = verify(authority.make_jwt(), trust=forging.list_missing())
    assert code == 2
    assert "not at hand" in words


def test_a_newer_list_takes_the_place_of_an_older_one(verify, tmp_path):
    path = tmp_path / "list"
    keys = authority.keyring()
    document = authority.status_document(keys, 1, [authority.PLACE])
    for text in (
        status_list.to_json(document, keys),
        status_list.to_jwt(document, keys),
    ):
        path.write_text(text)
        code, words = verify(authority.make_jwt(), "--status", str(path))
        assert code == 1
        assert "It was withdrawn or replaced" in words


def test_a_list_that_is_none_is_an_error(verify, tmp_path):
    path = tmp_path / "list"
    path.write_text("hello")
    with pytest.raises(CommandError, match="no status list") as error:
        call_command(
            "verify",
            str(path),
            "--trust",
            str(_bundle(tmp_path)),
            "--status",
            str(path),
        )
    assert error.value.returncode == 2


def _bundle(folder):
    path = folder / "bundle.json"
    path.write_text(authority.make_trust().to_json())
    return path


def test_programs_get_json(verify):
    code, text = verify(authority.make_pdf(), "--json")
    told = json.loads(text)
    assert code == 0
    assert told["verdict"] == "passed"
    assert told["asOf"].startswith("2026-11-16 12:00")
    assert len(told["findings"]) == 13
    assert told["facts"]["number"] == authority.NUMBER


@pytest.mark.parametrize("bundle", ["{}", "hello", '{"version": 99}'])
def test_a_bundle_that_cannot_be_read_is_an_error(tmp_path, bundle):
    path = tmp_path / "trust.json"
    path.write_text(bundle)
    with pytest.raises(CommandError) as error:
        call_command("verify", str(path), "--trust", str(path))
    assert error.value.returncode == 2


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(CommandError) as error:
        call_command("verify", str(tmp_path / "no"), "--trust", str(_bundle(tmp_path)))
    assert error.value.returncode == 2


@pytest.mark.django_db
def test_on_the_issuers_machine_the_database_brings_the_keys(tmp_path, capsys):
    from tests.certificates.builders import make_certificate, make_document

    certificate = make_certificate(at=authority.AT)
    make_document(certificate)
    certificate.refresh_from_db()
    path = tmp_path / "file.pdf"
    path.write_bytes(bytes(certificate.document.pdf))
    with pytest.raises(SystemExit) as left:
        call_command("verify", str(path))
    words = capsys.readouterr().out
    assert "with a certificate of this issuer" in words
    assert left.value.code in (0, 2), words


def test_a_genuine_file_that_has_ended_is_said_to_be_both(verify):
    code, words = verify(forging.expired())
    assert code == 1
    assert "The file is genuine and unchanged, but not good" in words
