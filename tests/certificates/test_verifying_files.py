"""Checking a file on the verify page: in memory, throttled, in words, compared."""

import re
import tempfile
from io import BytesIO

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certificates import keyring, publishing
from certificates.examining import LARGEST, findings
from certificates.finding_words import REASON_WORDS, STEP_WORDS, VERDICT_WORDS
from certificates.models import Certificate, Check, PublishedList
from tests.certificates.examining import authority, forged_documents, forging

from .builders import decide, make_certificate, make_document

pytestmark = pytest.mark.django_db
ADDRESS = "/verify/file/"
NAME = "María-José O'Neill"


@pytest.fixture
def ours(monkeypatch):
    """Believe the issuer of the tests, at the instant that its keys are good."""
    monkeypatch.setattr(keyring, "trust", lambda *, at: authority.make_trust(at=at))
    monkeypatch.setattr(keyring, "issuer", lambda: authority.ISSUER)
    monkeypatch.setattr("django.utils.timezone.now", lambda: authority.WHEN)


@pytest.fixture
def held():
    """A certificate in the record, with the number that the test's files carry."""
    certificate = make_certificate(at=authority.AT, legal_name=NAME)
    identity = authority.make_credential()["id"].rpartition("/c/")[2]
    facts = {
        "number": authority.NUMBER,
        "title": "Boundaries in Peer Support",
        "holder_name": NAME,
        "credential_id": identity,
    }
    Certificate.objects.filter(pk=certificate.pk).update(**facts)
    certificate.refresh_from_db()
    certificate.keep_document(
        b"%PDF-1.7 stand-in", token=authority.TOKEN, at=authority.AT
    )
    return certificate


def send(client, content, name="file", field="file", **extra):
    file = SimpleUploadedFile(name, content)
    return client.post(ADDRESS, {field: file}, **extra)


def text_of(page):
    return re.sub(r"\s+", " ", page.content.decode())


def test_every_reason_step_and_verdict_has_its_words():
    import inspect

    from certificates import examining

    folder = inspect.getfile(examining).rsplit("/", 1)[0]
    sources = "".join(
        (open(f"{folder}/{name}.py").read())  # noqa: SIM115
        for name in (
            *("agreement", "badge_rules", "baked", "credentials", "documents"),
            *("hidden", "stamps"),
            *("pdf_reading", "pictures", "proofs", "reading", "recognising"),
            *("signatures", "standing", "tokens", "__init__"),
        )
    )
    codes = set(
        re.findall(
            r"(?:Refused|passed|failed|unknown)\(\s*(?:step|STEP|\"[a-z]+\"),\s*\"(\w+)\"",
            sources,
        )
    )
    codes |= set(re.findall(r"(?:Unreadable|_Rejected)\(\"(\w+)\"\)", sources))
    assert len(codes) > 50
    assert codes <= set(REASON_WORDS)
    assert set(STEP_WORDS) == set(findings.STEPS)
    assert len(VERDICT_WORDS) == 3


def test_a_genuine_file_is_told_with_every_check_and_todays_standing(
    client, ours, held
):
    page = send(client, authority.make_pdf(NAME))
    text = text_of(page)
    assert page.status_code == 200
    assert "status--genuine" in text
    assert "genuine and good today" in text
    assert text.count("check-passed") == 13
    assert "check-failed" not in text
    assert NAME.replace("'", "&#x27;") in text
    assert "stored nowhere" in text
    check = Check.objects.get()
    assert (check.how, check.outcome, check.certificate) == ("file", "genuine", held)


@pytest.mark.parametrize("make", [authority.make_jwt, authority.make_proved])
def test_a_credential_is_compared_with_the_record_too(client, ours, held, make):
    assert "status--genuine" in text_of(send(client, make()))
    assert Check.objects.get().how == "file"


@pytest.mark.parametrize(
    ("forgery", "words"),
    [
        ("byte_changed_in_page", "the signature does not fit"),
        ("name_changed_by_increment", "The page was changed after it was signed"),
        ("attachment_swapped_by_increment", "inside was exchanged"),
        ("annotation_added", "put onto the page after it was signed"),
        ("signature_stripped", "The document is not signed"),
        ("signed_by_a_lookalike", "somebody else made it"),
        ("name_changed", "signed by somebody else in our name"),
        ("algorithm_none", "It is not signed"),
        ("key_in_the_header", "It brings its own key along"),
        ("undefined_term", "its signature does not cover"),
    ],
)
def test_what_is_wrong_is_told_in_words(client, ours, forgery, words):
    makers = vars(forged_documents) | vars(forging)
    page = send(client, makers[forgery]())
    text = text_of(page)
    assert page.status_code == 200
    assert "Do not rely on this file" in text
    assert words in text
    assert "status--genuine" not in text


def test_what_is_not_signed_by_us_is_never_looked_up(client, ours, held):
    for forgery in (
        forging.name_changed(),
        forging.algorithm_none(),
        forging.other_key_under_our_kid(),
        forged_documents.signed_by_a_lookalike()[:-10],
        b"%PDF-1.7 " + authority.NUMBER.encode(),
    ):
        page = send(client, forgery)
        assert "record says today" not in text_of(page)
    assert not Check.objects.exists()


def test_a_file_whose_holder_withholds_it_tells_what_an_unknown_one_tells(
    client, ours, held
):
    held.choose_privacy(is_withheld=True, shows_name=False)
    withheld = text_of(send(client, authority.make_jwt()))
    assert Check.objects.get().outcome == "withheld"
    Certificate.objects.filter(pk=held.pk).update(
        number="PRSS-0000-0000-0000-00000", is_withheld=False
    )
    unknown = text_of(send(client, authority.make_jwt()))
    assert withheld == unknown
    assert "Not everything can be told" in withheld
    assert "we cannot confirm today" in withheld


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("holder_name", "Somebody Else", "another name"),
        ("title", "Another course", "another title"),
        ("credential_id", "0123456789ABCDEFGHJKMN", "another credential"),
    ],
)
def test_a_record_that_disagrees_is_told_plainly(
    client, ours, held, field, value, words
):
    Certificate.objects.filter(pk=held.pk).update(**{field: value})
    text = text_of(send(client, authority.make_pdf(NAME)))
    assert "Do not rely on this file" in text
    assert words in text
    assert "do not agree" in text
    assert "Somebody Else" not in text


@pytest.mark.parametrize("kind", ["suspended", "revoked"])
def test_the_record_has_the_last_word_on_standing(client, ours, held, kind):
    decide(held, kind, at=authority.AT)
    text = text_of(send(client, authority.make_pdf(NAME)))
    assert f"status--{kind}" in text
    assert "status--genuine" not in text


@pytest.mark.parametrize("kind", ["inactive", "surrendered", "superseded", "revoked"])
def test_a_genuine_file_is_not_called_wrong_for_what_was_decided(
    client, monkeypatch, kind
):
    """Somebody who pauses by choice must not read like a forger."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: authority.AT)
    certificate = make_certificate(legal_name=NAME, at=authority.AT)
    make_document(certificate)
    certificate.refresh_from_db()
    decide(certificate, kind, at=authority.AT)
    publishing.publish(at=authority.AT)
    text = text_of(send(client, bytes(certificate.document.pdf)))
    assert "check-failed" in text
    assert f"status--{kind}" in text
    assert "nothing in it was changed" in text
    for word in ("Do not rely on this file", "not as it should be", "callout--care"):
        assert word not in text


@pytest.mark.parametrize("kind", ["suspended", "revoked", "inactive"])
def test_the_record_is_told_where_no_list_is_at_hand(client, monkeypatch, kind):
    """Else a clerk would read that nothing wrong was found with one on hold."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: authority.AT)
    certificate = make_certificate(legal_name=NAME, at=authority.AT)
    make_document(certificate)
    certificate.refresh_from_db()
    document = bytes(certificate.document.pdf)
    PublishedList.objects.all().delete()
    assert "Not everything can be told" in text_of(send(client, document))
    decide(certificate, kind, at=authority.AT)
    text = text_of(send(client, document))
    assert f"status--{kind}" in text
    assert "not at hand" in text
    assert "Nothing wrong was found" not in text


def test_a_file_that_has_ended_is_genuine_but_not_good(client, ours):
    text = text_of(send(client, forging.expired()))
    assert "Genuine, but not good today" in text
    assert "It ended on 2021-01-01" in text
    assert "need not be true" not in text


def test_a_changed_file_of_a_withdrawn_certificate_is_still_a_changed_one(
    client, ours, held
):
    decide(held, "revoked", at=authority.AT)
    text = text_of(send(client, forged_documents.byte_changed_in_page()))
    assert "Do not rely on this file" in text
    assert "nothing in it was changed" not in text


def test_a_photograph_of_the_code_leads_where_scanning_leads(client, ours, held):
    out = BytesIO()
    address = f"{authority.ADDRESS}/verify/{authority.TOKEN}/"
    segno.make(address).save(out, kind="png", scale=8)
    page = send(client, out.getvalue(), field="photo")
    assert page.status_code == 302
    assert page.url == reverse("certificates:result", args=[authority.TOKEN])
    assert "status--genuine" in text_of(client.get(page.url))


def test_a_code_of_a_credential_leads_to_its_page(client, ours, held):
    out = BytesIO()
    address = f"{authority.ADDRESS}/c/{held.credential_id}"
    segno.make(address).save(out, kind="png", scale=8)
    page = send(client, out.getvalue(), field="photo")
    assert page.url == reverse("certificates:result", args=[f"c-{held.credential_id}"])
    assert "status--genuine" in text_of(client.get(page.url))


def test_a_code_that_leads_elsewhere_is_warned_of(client, ours):
    out = BytesIO()
    segno.make("https://al0ngside.example/verify/x/").save(out, kind="png", scale=8)
    text = text_of(send(client, out.getvalue()))
    assert "al0ngside.example" in text
    assert "looks like ours" in text


def test_the_page_says_its_host_and_warns_of_look_alikes(client, ours):
    text = text_of(client.get(ADDRESS))
    assert "<strong>127.0.0.1:8112</strong>" in text
    assert 'enctype="multipart/form-data"' in text
    assert 'capture="environment"' in text


@pytest.mark.parametrize("sent", [{}, {"file": ""}])
def test_a_form_without_a_file_is_asked_again(client, sent):
    page = client.post(ADDRESS, sent)
    assert page.status_code == 422
    assert "Choose a file first" in text_of(page)


def test_an_empty_file_is_answered(client, ours):
    assert "The file is empty" in text_of(send(client, b""))


def test_a_file_that_is_too_large_is_refused_unread(client):
    page = client.generic(
        "POST",
        ADDRESS,
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(LARGEST * 2),
    )
    assert page.status_code == 413
    assert "too large" in text_of(page)


@pytest.mark.parametrize(
    "content_type",
    ["multipart/form-data", "text/plain", "multipart/form-data; boundary="],
)
def test_a_form_of_another_shape_is_no_fault_of_ours(client, content_type):
    page = client.generic("POST", ADDRESS, b"x" * 100, content_type=content_type)
    assert page.status_code in (400, 422)


def test_a_file_is_written_nowhere(client, ours, held, monkeypatch, caplog):
    """Not to the disk, however large; no name of it to the log or the database."""

    def refuse(*args, **kwargs):
        raise AssertionError("a file was written")

    for maker in ("NamedTemporaryFile", "TemporaryFile", "mkstemp", "mkdtemp"):
        monkeypatch.setattr(tempfile, maker, refuse)
    monkeypatch.setattr(
        "django.core.files.uploadedfile.TemporaryUploadedFile.__init__", refuse
    )
    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", refuse)
    large = b"%PDF-1.7\n" + b"A" * (LARGEST - 1000)
    for content in (authority.make_pdf(NAME), large):
        assert send(client, content, name="of-jordan.pdf").status_code == 200
    assert "of-jordan" not in caplog.text
    assert "of-jordan" not in str(list(Check.objects.values()))


def test_an_upload_without_a_length_stops_at_the_limit(client, ours):
    from django.core.files.uploadhandler import StopFutureHandlers, StopUpload

    from certificates.uploads import InMemoryOnly

    handler = InMemoryOnly()
    handler.handle_raw_input(None, {}, 0, b"x")
    with pytest.raises(StopFutureHandlers):
        handler.new_file("file", "a", "b", 0)
    for _ in range(10):
        assert handler.receive_data_chunk(b"A" * 1024 * 1024, 0) is None
    with pytest.raises(StopUpload):
        handler.receive_data_chunk(b"A" * 1024 * 1024, 0)


def test_files_are_throttled_like_numbers(client, ours):
    pages = [send(client, b"hello") for _ in range(31)]
    assert [page.status_code for page in pages[:30]] == [200] * 30
    assert pages[30].status_code == 429
    assert int(pages[30].headers["Retry-After"]) > 0


def test_a_check_of_a_file_costs_a_fixed_number_of_queries(
    client, ours, held, django_assert_max_num_queries
):
    content = authority.make_pdf(NAME)
    send(client, content)
    with django_assert_max_num_queries(12):
        send(client, content)


def test_the_answer_stays_out_of_caches_and_search_engines(client, ours, held):
    page = send(client, authority.make_jwt())
    assert "no-store" in page.headers["Cache-Control"]
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert page.headers["Referrer-Policy"] == "no-referrer"
    title = re.search(r"<title>(.*?)</title>", page.content.decode(), re.DOTALL)[1]
    assert "O'Neill" not in title


@pytest.mark.parametrize("years", [0, 5])
def test_a_document_that_this_site_made_passes_whole(client, monkeypatch, years):
    """From the award to the answer, with the site's own keys and lists."""
    today = authority.AT.replace(year=authority.AT.year + years)
    monkeypatch.setattr("django.utils.timezone.now", lambda: today)
    certificate = make_certificate(legal_name=NAME, at=authority.AT)
    make_document(certificate)
    certificate.refresh_from_db()
    page = send(client, bytes(certificate.document.pdf))
    text = text_of(page)
    assert "check-failed" not in text, re.findall(r"check-failed.*?</tr>", text)
    assert "status--genuine" in text


@pytest.mark.parametrize(
    "forgery", ["signed_by_a_lookalike", "signed_by_somebody_else"]
)
def test_the_log_does_not_name_who_signed_a_foreign_file(client, ours, forgery, caplog):
    content = getattr(forged_documents, forgery)()
    assert send(client, content).status_code == 200
    assert "Common Name" not in caplog.text
    assert not [r for r in caplog.records if r.name.startswith("pyhanko")]
