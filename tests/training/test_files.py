"""Recordings are served in ranges, documents only by their own door."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from training.files import byte_range

TEN = b"0123456789"


@pytest.fixture
def recording():
    name = default_storage.save("media/ten.mp4", ContentFile(TEN))
    yield f"/media/{name}"
    default_storage.delete(name)


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("", 0, 9),
        ("bytes=0-", 0, 9),
        ("bytes=2-4", 2, 4),
        ("bytes=-3", 7, 9),
        ("bytes=8-99", 8, 9),
        ("bytes=-99", 0, 9),
        ("bytes=-", 0, 9),
        ("bytes=4-2", 0, 9),
        ("bytes=0-1,3-4", 0, 9),
        ("lines=1-2", 0, 9),
        (f"bytes={'9' * 5000}-", 0, 9),
        (f"bytes=0-{'9' * 5000}", 0, 9),
    ],
)
def test_which_bytes_are_sent(header, first, last):
    assert byte_range(header, 10) == (first, last)


def test_a_whole_file(client, recording):
    answer = client.get(recording)
    assert answer.status_code == 200
    assert answer.getvalue() == TEN
    assert answer.headers["Accept-Ranges"] == "bytes"


def test_a_part_of_a_file(client, recording):
    answer = client.get(recording, headers={"range": "bytes=2-4"})
    assert answer.status_code == 206
    assert answer.getvalue() == b"234"
    assert answer.headers["Content-Range"] == "bytes 2-4/10"


def test_a_range_past_the_end(client, recording):
    answer = client.get(recording, headers={"range": "bytes=10-"})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == "bytes */10"


@pytest.mark.parametrize("header", ["", "bytes=0-", "bytes=-0", "bytes=5-"])
def test_an_empty_file_is_sent_whole(client, header):
    name = default_storage.save("media/empty.vtt", ContentFile(b""))
    try:
        answer = client.get(f"/media/{name}", headers={"range": header})
        assert (answer.status_code, answer.getvalue()) == (200, b"")
        assert answer.headers["Content-Length"] == "0"
    finally:
        default_storage.delete(name)


@pytest.fixture
def document():
    name = default_storage.save("documents/x.pdf", ContentFile(TEN))
    yield name
    default_storage.delete(name)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "way", ["", "./", "images/../", "x/../", "documents/../", "media/../x/../", "/"]
)
def test_no_way_round_leads_to_a_document(client, document, way):
    assert client.get(f"/media/{way}{document}").status_code in (400, 404)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    ["../settings/base.py", "none.mp4", ".", "media", "media/", "a\0b", "a" * 5000],
)
def test_nothing_else_is_served(client, recording, name):
    assert client.get(f"/media/{name}").status_code in (400, 404)
