"""Files that are a trap are answered quickly, and never with an error."""

import struct
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

from . import baking
from .authority import (
    ADDRESS,
    TOKEN,
    WHEN,
    make_jwt,
    make_page,
    make_pdf,
    make_proved,
    make_trust,
    told,
)


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
    assert set(told(out.getvalue())) == {"has_action", "has_script", "unsigned"}


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
        baking.chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 8, 0, 0, 0, 0)),
        baking.chunk(b"IDAT", zlib.compress(b"\0" * 1000)),
        baking.chunk(b"IEND", b""),
    ]
    assert told(b"\x89PNG\r\n\x1a\n" + b"".join(chunks)) == ("too_large",)


def test_a_picture_that_is_painted_a_thousand_times_over_is_refused():
    data = saved(Image.new("L", (64, 64)), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    scan, end = data[last:-2], data[-2:]
    assert told(data[:last] + scan * 20 + end) == ("no_code",)
    assert told(data[:last] + scan * 1000 + end) == ("too_large",)


def test_a_picture_that_comes_in_passes_is_unpacked_in_full_and_so_may_hold_less():
    large = Image.new("L", (6000, 5000))
    assert told(saved(large, "JPEG")) == ("no_code",)
    assert told(saved(large, "JPEG", progressive=True)) == ("too_large",)


def test_the_film_that_a_phone_puts_behind_a_photograph_does_not_matter():
    photograph = saved(Image.new("L", (64, 64)), "JPEG")
    assert told(photograph + b"\xff\xda" * 1000) == ("no_code",)


def test_a_heic_file_without_a_picture_is_none():
    import pillow_heif

    pillow_heif.register_heif_opener()
    photograph = saved(Image.new("RGB", (64, 64)), "HEIF")
    assert told(photograph.replace(b"hvcC", b"free")) == ("unreadable_picture",)


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
        baking.baked_png(baking.text_chunk(make())),
        baking.baked_svg(make_jwt().decode()),
    ):
        assert examine(content, make_trust(), at=WHEN).verdict == "passed"


def test_a_picture_with_two_credentials_is_refused():
    body = baking.text_chunk(make_jwt())
    assert told(baking.baked_png(body, body)) == ("several_credentials",)


def test_a_packed_credential_is_never_unpacked():
    bomb = zlib.compress(b"\0" * 50_000_000)
    body = baking.text_chunk(bomb, packed=b"\1\0")
    assert told(baking.baked_png(body)) == ("packed_badge",)


def test_a_badge_of_an_older_kind_is_named_and_nothing_is_fetched():
    hosted = b"http://127.0.0.1:9/assertion.json"
    body = baking.text_chunk(hosted, keyword=b"openbadges")
    assert told(baking.baked_png(body)) == ("old_badge",)


def test_a_drawing_with_entities_is_refused():
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]>'
    content = baking.baked_svg(make_jwt().decode(), before=bomb)
    assert told(content) == ("unreadable_picture",)


def test_a_drawing_without_a_credential_is_refused():
    assert told(b'<svg xmlns="http://www.w3.org/2000/svg"/>') == ("no_credential",)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_an_error(content):
    for before in (b"", b"%PDF-1.7\n", b"{", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"):
        assert examine(before + content, make_trust(), at=WHEN).verdict == "failed"
