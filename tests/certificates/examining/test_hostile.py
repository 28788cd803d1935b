"""What is broken, foreign or a trap is answered quickly and never with an error."""

import json
import struct
import time
import tracemalloc
import zlib
from io import BytesIO

import pikepdf
import pytest
import segno
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from certificates.examining import LARGEST, examine
from certificates.proof import did
from certificates.proof.contexts import OPEN_BADGES

from . import forging
from .authority import (
    ADDRESS,
    ISSUER,
    TOKEN,
    WHEN,
    keyring,
    make_credential,
    make_jwt,
    make_page,
    make_pdf,
    make_proved,
    make_trust,
)

SECONDS = 5
"""Longer than any refusal takes on a slow machine."""


def told(content):
    started = time.monotonic()
    report = examine(content, make_trust(), at=WHEN)
    assert time.monotonic() - started < SECONDS
    assert report.verdict != "passed"
    return report.reasons


def saved(picture, kind="PNG", **options):
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def qr(text, scale=6):
    out = BytesIO()
    segno.make(text, error="m").save(out, kind="png", scale=scale, border=4)
    return out.getvalue()


# Files ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"hello", "unrecognized"),
        (b"\x00" * 100, "unrecognized"),
        (b"<html><script>alert(1)</script>", "unrecognized"),
        (b"GIF89a" + b"\0" * 20, "unrecognized"),
        (b"PK\x03\x04" + b"\0" * 20, "unrecognized"),
        (b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD", "unrecognized"),
        (b"%PDF-1.7\n" + b"A" * LARGEST, "too_large"),
        (b"%PDF-1.7\n", "unreadable_pdf"),
        (b"%PDF-1.7\nstartxref\n99999999\n%%EOF\n", "unreadable_pdf"),
        (b"\xff\xd8\xff" + b"\0" * 50, "unreadable_picture"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "unreadable_picture"),
        (b"RIFF\0\0\0\0WEBP" + b"\0" * 50, "unreadable_picture"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 50, "unreadable_picture"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_file_of_ours_is_refused(content, reason):
    assert told(content) == (reason,)


def test_html_in_the_clothes_of_a_picture_is_none():
    page = b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script></html>"
    assert told(page) == ("unreadable_picture",)


# PDF ------------------------------------------------------------------------


def test_a_pdf_with_a_script_and_a_launch_action_is_only_read():
    with pikepdf.open(BytesIO(make_page())) as document:
        document.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS="app.alert(1)"
        )
        document.Root.AA = pikepdf.Dictionary(
            WC=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="/bin/sh")
        )
        out = BytesIO()
        document.save(out)
    assert told(out.getvalue()) == ("unsigned",)


def test_an_encrypted_pdf_is_refused():
    with pikepdf.open(BytesIO(make_page())) as document:
        out = BytesIO()
        document.save(out, encryption=pikepdf.Encryption(owner="a", user=""))
    assert told(out.getvalue()) == ("encrypted",)


def test_a_pdf_that_unpacks_to_gigabytes_is_refused():
    bomb = zlib.compress(zlib.compress(b"\0" * 200_000_000, 9), 9)
    with pikepdf.open(BytesIO(make_pdf())) as document:
        stream = document.Root.Names.EmbeddedFiles.Names[1].EF.F
        stream.write(
            bomb,
            filter=pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode]),
        )
        out = BytesIO()
        document.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    tracemalloc.start()
    assert "unreadable_attachment" in told(out.getvalue())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60_000_000


@pytest.mark.parametrize(
    "entry",
    [
        "/Names << /EmbeddedFiles << /Kids [5 0 R] >> >>",
        "/AcroForm << /Fields [5 0 R] /SigFlags 3 >>",
        "/StructTreeRoot 5 0 R",
    ],
)
def test_trees_that_run_in_circles_end(entry):
    loop = "<< /T (a) /Kids [5 0 R] /K [5 0 R] /FT /Sig >>"
    assert told(hand_made(entry, loop))


def test_pages_in_a_circle_end():
    assert told(hand_made("", "<< /Kids [2 0 R] >>"))


def hand_made(entry, fifth):
    """Write a small PDF by hand, with ``entry`` in its catalogue."""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {entry} >>",
        "<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
        "<< /Length 0 >>\nstream\n\nendstream",
        fifth,
    ]
    out = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(out)
    out += f"xref\n0 6\n0000000000 65535 f \n{table}".encode()
    return (
        out + f"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    )


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_damage_to_a_document_makes_an_error(data):
    content = bytearray(make_pdf())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, 3))
    damaged = bytes(content[: len(content) - cut * 500])
    if damaged != make_pdf():
        report = examine(damaged, make_trust(), at=WHEN)
        assert report.verdict == "failed"


# Pictures -------------------------------------------------------------------


def test_a_picture_of_billions_of_pixels_is_refused():
    chunks = [
        forging.chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 8, 0, 0, 0, 0)),
        forging.chunk(b"IDAT", zlib.compress(b"\0" * 1000)),
        forging.chunk(b"IEND", b""),
    ]
    assert told(b"\x89PNG\r\n\x1a\n" + b"".join(chunks)) == ("too_large",)


def test_of_a_moving_picture_only_the_first_frame_is_looked_at():
    frames = [Image.new("L", (64, 64), shade) for shade in range(0, 250, 5)]
    moving = saved(frames[0], "WEBP", save_all=True, append_images=frames[1:])
    assert told(moving) == ("no_code",)


def test_a_code_of_somebody_elses_site_names_that_site():
    look_alike = ADDRESS.replace("127.0.0.1", "127.0.0.l")
    report = examine(qr(f"{look_alike}/verify/{TOKEN}/"), make_trust(), at=WHEN)
    assert report.reasons == ("foreign_code",)
    assert report.findings[0].detail == "127.0.0.l:8112"


@pytest.mark.parametrize(
    "text",
    [
        f"http://127.0.0.1:8112@evil.example/verify/{TOKEN}/",
        f"http://evil.example/?http://127.0.0.1:8112/verify/{TOKEN}/",
        "javascript:alert(1)",
        "WIFI:T:WPA;S:net;P:secret;;",
        "http://[::1",
    ],
)
def test_other_codes_lead_nowhere(text):
    assert told(qr(text)) == ("foreign_code",)


@pytest.mark.parametrize("language", ["", "es/"])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "HEIF"])
def test_a_photograph_of_the_code_is_read(kind, language):
    import pillow_heif

    pillow_heif.register_heif_opener()
    code = Image.open(BytesIO(qr(f"{ADDRESS}/{language}verify/{TOKEN}/")))
    photograph = Image.new("RGB", (1600, 1200), "#8a7f70")
    photograph.paste(code.convert("RGB").rotate(7, expand=True, fillcolor="white"))
    report = examine(saved(photograph, kind), make_trust(), at=WHEN)
    assert (report.kind, report.identifier) == ("picture", TOKEN)
    assert report.verdict == "passed"
    assert report.facts is None


def test_two_codes_in_one_photograph_are_refused():
    both = Image.new("L", (900, 400), 255)
    for place, token in ((0, TOKEN), (450, TOKEN[::-1])):
        code = Image.open(BytesIO(qr(f"{ADDRESS}/verify/{token}/", scale=8)))
        both.paste(code.convert("L"), (place, 0))
    assert told(saved(both)) == ("several_codes",)


# Baked badges ---------------------------------------------------------------


@pytest.mark.parametrize("make", [make_jwt, make_proved])
def test_a_baked_badge_is_read(make):
    for content in (
        forging.baked_png(forging.text_chunk(make())),
        forging.baked_svg(make_jwt().decode()),
    ):
        assert examine(content, make_trust(), at=WHEN).verdict == "passed"


def test_a_picture_with_two_credentials_is_refused():
    body = forging.text_chunk(make_jwt())
    assert told(forging.baked_png(body, body)) == ("several_credentials",)


def test_a_packed_credential_is_never_unpacked():
    bomb = zlib.compress(b"\0" * 50_000_000)
    body = forging.text_chunk(bomb, packed=b"\1\0")
    assert told(forging.baked_png(body)) == ("packed_badge",)


def test_a_badge_of_an_older_kind_is_named_and_nothing_is_fetched():
    hosted = b"http://127.0.0.1:9/assertion.json"
    body = forging.text_chunk(hosted, keyword=b"openbadges")
    assert told(forging.baked_png(body)) == ("old_badge",)


def test_a_drawing_with_entities_is_refused():
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]>'
    content = forging.baked_svg(make_jwt().decode(), before=bomb)
    assert told(content) == ("unreadable_picture",)


def test_a_drawing_without_a_credential_is_refused():
    assert told(b'<svg xmlns="http://www.w3.org/2000/svg"/>') == ("no_credential",)


# Tokens ---------------------------------------------------------------------

CLAIMS = {"a": 1}


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ({"kid": "../../etc/passwd"}, "unknown_key"),
        ({"kid": "' OR 1=1 --"}, "unknown_key"),
        ({"kid": "https://evil.example/key"}, "unknown_key"),
        ({"kid": f"{ISSUER}#ed-2026-11"}, "unknown_key"),
        ({"kid": None}, "unknown_key"),
        ({"kid": ["a"]}, "unknown_key"),
        ({"jku": "https://evil.example/keys"}, "key_inside"),
        ({"x5u": "https://evil.example/chain"}, "key_inside"),
        ({"x5c": ["MIIB"]}, "key_inside"),
        ({"crit": ["exp"], "exp": 1}, "critical_header"),
        ({"crit": ["b64"], "b64": False}, "critical_header"),
        ({"b64": False}, "critical_header"),
        ({"cty": "vc"}, "unusual_header"),
        ({"typ": "at+jwt"}, "unusual_header"),
        ({"alg": "RS512"}, "wrong_algorithm"),
        ({"alg": "PS256"}, "wrong_algorithm"),
        ({"alg": "ES256"}, "wrong_algorithm"),
        ({"alg": 7}, "wrong_algorithm"),
        ({"alg": ["RS256"]}, "wrong_algorithm"),
    ],
)
def test_a_header_may_say_little(head, reason):
    assert told(forging.signed(forging.claims_of(), **head)) == (reason,)


def test_a_token_of_fifty_megabytes_is_not_looked_at():
    assert told(b"e30." + b"A" * 50_000_000 + b".c2ln") == ("too_large",)


def test_a_token_of_one_megabyte_is_not_decoded():
    assert told(b"e30." + b"A" * 1_000_000 + b".c2ln") == ("too_large_token",)


def test_a_token_without_a_signature_is_refused():
    assert told(make_jwt().rsplit(b".", 1)[0] + b".") == ("unsigned_token",)


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b'{"iss":"a","iss":"b"}', "duplicate_keys"),
        (b"[" * 10_000, "too_deep"),
        (b'{"a":' * 30 + b"1" + b"}" * 30, "too_deep"),
        (b'{"a": NaN}', "bad_json"),
        (b'{"a": 1e999}', "bad_json"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "bad_json"),
        (b'{"a": "\\ud800"}', "bad_json"),
        (b'{"a": "\xff"}', "bad_json"),
        (b"[]", "bad_json"),
        (b"null", "bad_json"),
    ],
)
def test_a_payload_that_two_readers_could_read_in_two_ways_is_refused(payload, reason):
    assert told(forging.signed(payload)) == (reason,)
    if payload.startswith(b"{"):
        assert told(payload) == (reason,)


@pytest.mark.parametrize("end", [b"=", b"==", b"A", b"!"])
def test_a_token_has_one_way_to_be_written(end):
    assert set(told(make_jwt() + end)) <= {
        "unrecognized",
        "not_a_token",
        "forged_token",
    }


@pytest.mark.parametrize("claim", ["nbf", "exp"])
@pytest.mark.parametrize("value", ["1700000000", -1, 10**30, 1.5, True, None, [1]])
def test_a_date_that_is_none_is_refused(claim, value):
    claims = forging.claims_of() | {claim: value}
    assert told(forging.signed(claims)) == ("bad_date",)


def test_a_start_in_the_future_is_told():
    claims = forging.claims_of() | {"nbf": 4102444800}
    assert told(forging.signed(claims)) == ("dates_disagree",)


@pytest.mark.parametrize(
    ("claim", "reason"),
    [({"aud": "somebody"}, "for_an_audience"), ({"vc": {}}, "undefined_term")],
)
def test_a_token_makes_no_further_claims(claim, reason):
    assert told(forging.signed(forging.claims_of() | claim)) == (reason,)


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "did:key:z6MkAttacker"},
        {"issuer": {"id": "did:key:z6MkAttacker", "type": ["Profile"]}},
        {"issuer": None},
    ],
)
def test_an_issuer_that_is_not_ours_is_refused(changed):
    assert told(forging.signed(forging.claims_of() | changed)) == ("foreign_issuer",)


@pytest.mark.parametrize(
    "status",
    [
        {"statusListIndex": "999999999"},
        {"statusListIndex": "-1"},
        {"statusListIndex": 7},
        {"statusListIndex": "1e5"},
        {"statusPurpose": "message"},
        {"type": "OldList"},
    ],
)
def test_a_place_outside_of_the_list_is_refused(status):
    claims = forging.claims_of()
    claims["credentialStatus"] |= status
    assert set(told(forging.signed(claims))) & {"bad_status", "undefined_term"}


@pytest.mark.parametrize("status", [[], "x", {"type": []}])
def test_a_status_of_another_shape_is_refused(status):
    assert told(forging.signed(forging.claims_of() | {"credentialStatus": status}))


def test_without_a_status_it_cannot_be_told():
    claims = forging.claims_of()
    del claims["credentialStatus"]
    assert told(forging.signed(claims)) == ("no_status",)


def test_a_list_that_unpacks_to_gigabytes_is_refused():
    import gzip

    from certificates.proof import badge, status_list
    from tests.certificates.builders import AT

    from .authority import status_document

    document = status_document(keyring(), 1)
    packed = gzip.compress(b"\0" * 50_000_000)
    document["credentialSubject"]["encodedList"] = "u" + did.to_base64url(packed)
    text = json.dumps(badge.with_proof(document, keyring().proof, AT))
    report = examine(make_jwt(), forging.trust_with_list(text), at=WHEN)
    assert report.reasons == ("list_unreadable",)
    assert status_list.SIZE == 131_072


@pytest.mark.parametrize("missing", ["credentialSubject", "validFrom", "type", "id"])
def test_a_credential_without_a_part_is_refused(missing):
    claims = forging.claims_of()
    del claims[missing]
    assert told(forging.signed(claims))


# Proofs ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proof", "reason"),
    [
        ({"cryptosuite": "eddsa-jcs-2022"}, "wrong_suite"),
        ({"cryptosuite": "none"}, "wrong_suite"),
        ({"type": "Ed25519Signature2020"}, "wrong_suite"),
        ({"proofPurpose": "authentication"}, "unusual_proof"),
        ({"challenge": "x"}, "unusual_proof"),
        ({"verificationMethod": "did:key:z6MkAttacker#z6Mk"}, "unknown_key"),
        ({"verificationMethod": f"{ISSUER}#rs-2026-11"}, "unknown_key"),
        ({"verificationMethod": {"id": "a"}}, "unknown_key"),
        ({"proofValue": "z"}, "forged_proof"),
        ({"proofValue": "zzzz"}, "forged_proof"),
        ({"proofValue": ""}, "forged_proof"),
        ({"proofValue": None}, "forged_proof"),
        ({"proofValue": "z0OIl"}, "forged_proof"),
        ({"created": "2030-01-01T00:00:00Z"}, "forged_proof"),
    ],
)
def test_a_proof_may_say_little(proof, reason):
    assert told(forging.proof_of(**proof)) == (reason,)


@pytest.mark.parametrize("value", [None, []])
def test_a_credential_without_one_proof_is_refused(value):
    reason = "no_proof" if value is None else "several_proofs"
    assert told(forging.proved_with(proof=value)) == (reason,)


@pytest.mark.parametrize(
    "context",
    [
        "https://www.w3.org/ns/credentials/v2",
        ["https://www.w3.org/ns/credentials/v2", "https://evil.example/context"],
        ["https://www.w3.org/ns/credentials/v2", OPEN_BADGES, {"name": "urn:x"}],
        [{"@vocab": "urn:x:"}],
        None,
        7,
    ],
)
def test_no_context_but_ours_is_believed(context):
    content = forging.proved_with(**{"@context": context})
    assert told(content) == ("foreign_context",)


@pytest.mark.parametrize("word", ["@graph", "@reverse", "@included", "@type", "@id"])
def test_a_document_has_no_words_of_the_syntax_in_it(word):
    assert told(forging.proved_with(**{word: []})) == ("foreign_context",)


def test_a_document_that_would_take_hours_to_put_in_order_is_refused():
    document = json.loads(make_proved())
    twins = [{"type": ["Result"]} for _ in range(24)]
    document["credentialSubject"]["result"] = twins
    assert told(json.dumps(document).encode()) == ("too_complex",)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_an_error(content):
    for before in (b"", b"%PDF-1.7\n", b"{", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"):
        assert examine(before + content, make_trust(), at=WHEN).verdict == "failed"


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.text(max_size=5), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    st.sampled_from(sorted(make_credential())),
)
def test_no_shape_of_a_member_makes_an_error(value, member):
    claims = forging.claims_of() | {member: value}
    assert examine(forging.signed(claims), make_trust(), at=WHEN).findings
    assert examine(
        forging.proved_with(**{member: value}), make_trust(), at=WHEN
    ).findings
