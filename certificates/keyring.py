"""Brings the issuer's keys from the database into the hands of ``proof``.

Private keys are unsealed once a process and kept in its memory; a change of the
table is noticed at the next signature.
"""

import threading
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, load_der_private_key
from django.conf import settings
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

from .devices import RsaInDevice
from .models import PublishedList, SigningKey
from .proof import authority, did, sealing, status_list
from .proof.keys import (
    CannotSign,
    DocumentKey,
    EdInMemory,
    Keyring,
    ProofKey,
    RsaInMemory,
    TokenKey,
)
from .proof.trust import Trust

ANSWERS_WITHIN_SECONDS = 10
"""How long a time-stamp authority may take."""

_lock = threading.Lock()
_known = {}
_signers = {}


class NoKeys(CannotSign):
    """Keys were never made, or one is missing."""


class DemoKeys(CannotSign):
    """The keys belong to a demonstration, and this site is none."""


def address():
    """Return the address of the site, without a slash at its end."""
    return settings.SITE_URL


def issuer():
    """Return the site's decentralized identifier."""
    return did.did_web(address())


def keyring():
    """Return the keys that sign now.

    Raises:
        NoKeys: there are none yet.
        DemoKeys: they belong to a demonstration, and this site is none.
        CannotUnseal: the environment's key does not open them.
    """
    rows = list(SigningKey.objects.usable())
    stamp = (
        address(),
        settings.DEMO,
        tuple(secrets_of_environment()),
        tuple((row.pk, row.crl_number) for row in rows),
        tuple(SigningKey.objects.published().values_list("pk", flat=True)),
    )
    with _lock:
        if _known.get("stamp") != stamp:
            _known.update(keyring=_assemble(rows), stamp=stamp)
        return _known["keyring"]


def _assemble(rows):
    newest = {}
    for row in rows:
        newest.setdefault(row.purpose, row)
    if missing := {"root", "pades", "jwt", "di"} - set(newest):
        raise NoKeys(", ".join(sorted(missing)))
    is_demo = any(row.is_demo for row in newest.values())
    if is_demo and not settings.DEMO:
        raise DemoKeys
    token, proof = newest["jwt"], newest["di"]
    root = root_of(newest["pades"], rows)
    return Keyring(
        issuer=issuer(),
        address=address(),
        token=TokenKey(url_of(token), jwk_of(token), signer_of(token)),
        proof=ProofKey(url_of(proof), signer_of(proof)),
        document=DocumentKey(
            bytes(newest["pades"].certificate), signer_of(newest["pades"])
        ),
        root=bytes(root.certificate),
        crl=bytes(root.crl or b""),
        public=public_keys(),
        is_demo=is_demo,
    )


def root_of(leaf, rows):
    """Return the authority that certified ``leaf``, which may not be the newest."""
    for row in rows:
        if row.purpose == "root" and authority.is_issued_by(
            bytes(leaf.certificate), bytes(row.certificate)
        ):
            return row
    raise NoKeys("root")


def signer_of(row):
    """Return what signs with the private part of ``row``, here or in a device.

    Raises:
        CannotUnseal: the environment's key does not open it.
    """
    if row.device:
        return RsaInDevice(row.device)
    if row.pk not in _signers or _signers[row.pk][0] != bytes(row.sealed):
        key = private_key(row)
        signer = EdInMemory(key) if row.purpose == "di" else RsaInMemory(key)
        _signers[row.pk] = (bytes(row.sealed), signer)
    return _signers[row.pk][1]


def private_key(row):
    """Unseal and load the private part of ``row``.

    Raises:
        CannotUnseal: the environment's key does not open it.
    """
    der = sealing.unseal(
        bytes(row.sealed), secrets=secrets_of_environment(), label=row.name
    )
    return load_der_private_key(der, password=None)


def secrets_of_environment():
    """Return the keys that open what is sealed, the present one first."""
    present = settings.KEY_ENCRYPTION_KEY or f"keys:{settings.SECRET_KEY}"
    return [present, *settings.KEY_ENCRYPTION_KEY_OLD]


def url_of(row):
    """Return the full DID URL of a key."""
    return did.key_url(issuer(), row.name)


def jwk_of(row):
    """Return the public part as a JSON Web Key that says whose it is."""
    return {**row.public, "kid": url_of(row)}


def public_keys():
    """Return public JWK by full DID URL: all that verify something."""
    return {url_of(row): jwk_of(row) for row in SigningKey.objects.published()}


def trust(*, at):
    """Return all that verifies this issuer's certificates offline.

    Args:
        at: now.
    """
    roots = SigningKey.objects.filter(purpose="root", withdrawn_at=None)
    roots = list(roots.order_by("pk"))
    lists = PublishedList.objects.values_list("number", "as_jwt")
    return Trust(
        issuer=issuer(),
        roots=tuple(bytes(row.certificate) for row in roots),
        crls=tuple(bytes(row.crl) for row in roots if row.crl),
        keys=public_keys(),
        status_lists={
            status_list.address_of(number, address()): text for number, text in lists
        },
        made_at=at,
        authorities=authorities(),
    )


def timestamper():
    """Return how to reach the time-stamp authority, or None where none is set."""
    if not settings.TSA_URL:
        return None
    return RequestsHTTPTimeStamper(settings.TSA_URL, timeout=ANSWERS_WITHIN_SECONDS)


def authorities():
    """Return the certificates that the time-stamp authority's leads to, in DER."""
    if not settings.TSA_CERTIFICATES:
        return ()
    return _certificates_in(settings.TSA_CERTIFICATES)


@lru_cache(maxsize=4)
def _certificates_in(path):
    found = x509.load_pem_x509_certificates(Path(path).read_bytes())
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in found)
