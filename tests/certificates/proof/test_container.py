"""The container of a signature that is filled in equals the one that is built."""

import asyncio
import hashlib

import pytest
from pyhanko.sign.signers import Signer
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from certificates.proof import container

from .builders import NOW, make_keyring


def contain(build, signer, text, **options):
    asked = {
        "use_pades": True,
        "timestamper": None,
        "signed_attr_settings": PdfCMSSignedAttributes(signing_time=NOW),
    }
    digest = hashlib.sha256(text).digest()
    return asyncio.run(build(signer, digest, "sha256", **asked, **options)).dump()


@pytest.fixture(params=[2048, 3072, 4096])
def signer(request):
    keys = make_keyring(f"root {request.param}", request.param)
    return container.KeySigner(keys.document, keys.root)


def test_a_form_filled_in_is_to_the_byte_what_pyhanko_builds(signer):
    for text in (b"one document", b"another", b"one document"):
        filled = contain(container.KeySigner.async_sign, signer, text)
        assert filled == contain(Signer.async_sign, signer, text)


def test_a_trial_takes_as_much_room_as_the_real_one(signer):
    trial = contain(container.KeySigner.async_sign, signer, b"", dry_run=True)
    assert len(trial) == len(contain(container.KeySigner.async_sign, signer, b""))


def test_two_authorities_do_not_share_a_form():
    keys = [make_keyring(name) for name in ("root", "other")]
    signers = [container.KeySigner(k.document, k.root) for k in keys]
    one, two = [contain(container.KeySigner.async_sign, s, b"x") for s in signers]
    assert one != two
    assert two == contain(Signer.async_sign, signers[1], b"x")


def test_no_more_forms_are_kept_than_keys_are_in_use():
    container._forms.clear()
    for name in ("root", "other", "third", "fourth", "fifth"):
        keys = make_keyring(name)
        signer = container.KeySigner(keys.document, keys.root)
        contain(container.KeySigner.async_sign, signer, b"x")
    assert 1 <= len(container._forms) <= container.MOST_KEPT
