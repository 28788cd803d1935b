"""A badge carries its credential where Open Badges 3.0 says, and stays a picture."""

from io import BytesIO
from xml.etree import ElementTree

import pytest
from openbadgeslib import baking as theirs
from PIL import Image

from certificates.holding.wallet import HERE
from certificates.proof import baking
from tests.certificates.examining.authority import make_jwt

PNG, SVG = (HERE / "badge.png").read_bytes(), (HERE / "badge.svg").read_text()


@pytest.fixture
def token():
    return make_jwt().decode()


def test_another_library_finds_the_credential_in_a_png(token):
    baked = baking.into_png(PNG, token)
    assert theirs.extract_png(baked, keyword=theirs.ITXT_KEYWORD_OB3) == token
    assert theirs.extract_png(PNG, keyword=theirs.ITXT_KEYWORD_OB3) is None


def test_another_library_finds_the_credential_in_a_drawing(token):
    baked = baking.into_svg(SVG, token).encode()
    assert theirs.extract_svg(baked, element=theirs.SVG_ELEMENT_OB3) == token


def test_a_baked_png_is_the_same_picture(token):
    baked = baking.into_png(PNG, token)
    Image.open(BytesIO(baked)).verify()
    before, after = (Image.open(BytesIO(one)).convert("RGBA") for one in (PNG, baked))
    assert before.size == (512, 512)
    assert before.tobytes() == after.tobytes()
    assert baked.count(b"openbadgecredential") == 1


def test_a_baked_drawing_names_the_credential_first(token):
    root = ElementTree.fromstring(baking.into_svg(SVG, token))
    assert root[0].tag == f"{{{theirs.SVG_NS_OB3}}}credential"
    assert len(root) == 1 + len(ElementTree.fromstring(SVG))


def test_the_pictures_hold_no_words_and_nothing_active():
    root = ElementTree.fromstring(SVG)
    assert {element.tag.rpartition("}")[2] for element in root} == {"circle", "path"}
    assert "".join(root.itertext()).strip() == ""
    assert Image.open(BytesIO(PNG)).info.keys() <= {"transparency"}
