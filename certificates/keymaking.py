"""Makes, rotates and retires the issuer's keys."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from django.db import transaction

from . import keyring
from .devices import rsa_public_key
from .models import IssuerSettings, SigningKey
from .proof import authority, did, sealing

RSA_BITS = 3072
SHORT = {"root": "root", "pades": "pdf", "jwt": "rs", "di": "ed"}
ORDER = ("root", "pades", "jwt", "di")


class StillNeeded(Exception):
    """The key is the newest of its purpose: without it nothing could be signed."""


class WouldOrphan(Exception):
    """The authority vouches for documents, and for which of them it does no more."""


@transaction.atomic
def make_missing(*, at, rng, is_demo):
    """Make a key for each purpose that has none.

    Args:
        at: now.
        rng: as ``secrets.token_bytes``.
        is_demo: whether the site is a demonstration; its keys are marked.

    Returns:
        The keys made.
    """
    there = set(SigningKey.objects.usable().values_list("purpose", flat=True))
    wanted = [purpose for purpose in ORDER if purpose not in there]
    if "root" in wanted and "pades" not in wanted:
        wanted.insert(1, "pades")
    return [make(purpose, at=at, rng=rng, is_demo=is_demo) for purpose in wanted]


@transaction.atomic
def make(purpose, *, at, rng, is_demo):
    """Make a key for ``purpose``; being the newest, it signs from now on."""
    if purpose == "di":
        private, algorithm = Ed25519PrivateKey.generate(), "Ed25519"
    else:
        private, algorithm = generate_private_key(65537, RSA_BITS), f"RSA-{RSA_BITS}"
    name = _free_name(purpose, at)
    row = SigningKey(
        purpose=purpose,
        name=name,
        algorithm=algorithm,
        public=did.jwk_of(private.public_key()),
        certificate=(
            _root_certificate(private, at=at, rng=rng)
            if purpose == "root"
            else _certificate(purpose, private.public_key(), at=at, rng=rng)
        ),
        sealed=_sealed(private, name, rng),
        made_at=at,
        is_demo=is_demo,
    )
    row.save()
    if purpose == "root":
        renew_crl(row, at=at)
    return row


@transaction.atomic
def adopt(purpose, label, *, at, rng):
    """Let an RSA key in the device sign for ``purpose`` from now on.

    Args:
        purpose: "pades" or "jwt".
        label: of the key in the device.
        at: now.
        rng: as ``secrets.token_bytes``.

    Raises:
        DeviceUnavailable: it does not answer, or has no such key.
    """
    public = rsa_public_key(label)
    row = SigningKey(
        purpose=purpose,
        name=_free_name(purpose, at),
        algorithm=f"RSA-{public.key_size}",
        public=did.jwk_of(public),
        certificate=_certificate(purpose, public, at=at, rng=rng),
        device=label,
        made_at=at,
    )
    row.save()
    return row


def retire(row, *, at, is_compromised):
    """Destroy the private part of a key that signs no more.

    Args:
        row: a ``SigningKey``.
        at: now.
        is_compromised: whether others may have had it. What it signed counts no
            longer then.

    Raises:
        StillNeeded: it is the newest of its purpose.
        WouldOrphan: it is the authority behind documents that are out there.
    """
    usable = list(SigningKey.objects.usable())
    newest = next((one for one in usable if one.purpose == row.purpose), None)
    if newest == row:
        raise StillNeeded(row.name)
    if row.purpose == "root" and _vouches(row):
        raise WouldOrphan(row.name)
    row.retire(at=at)
    if is_compromised:
        row.withdraw(at=at)
        for root in SigningKey.objects.usable().filter(purpose="root"):
            renew_crl(root, at=at)


def renew_crl(root, *, at):
    """Sign the list of revoked certificates of the authority ``root`` anew."""
    certificate = bytes(root.certificate)
    withdrawn = SigningKey.objects.filter(purpose="pades", withdrawn_at__isnull=False)
    revoked = [
        (bytes(leaf.certificate), leaf.withdrawn_at)
        for leaf in withdrawn
        if authority.is_issued_by(bytes(leaf.certificate), certificate)
    ]
    number = root.crl_number + 1
    own = authority.Authority(certificate, keyring.private_key(root))
    crl = authority.make_crl(revoked, own, number=number, at=at)
    return root.keep_crl(crl, number=number, at=at)


@transaction.atomic
def reseal(*, rng):
    """Encrypt all private parts under the environment's present key.

    Returns:
        The keys that were sealed under an older one.

    Raises:
        CannotUnseal: neither the present key nor an older one opens them.
    """
    present, *_older = keyring.secrets_of_environment()
    changed = []
    for row in SigningKey.objects.filter(sealed__isnull=False):
        if sealing.is_sealed_under(bytes(row.sealed), present):
            continue
        row.reseal(_sealed(keyring.private_key(row), row.name, rng))
        changed.append(row)
    return changed


def export_root(root, password):
    """Return the authority's private key as PEM under ``password``."""
    return keyring.private_key(root).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password.encode())
    )


def _vouches(root):
    """Whether ``root`` certified a key whose documents count."""
    leaves = SigningKey.objects.filter(purpose="pades", withdrawn_at=None)
    return any(
        authority.is_issued_by(bytes(leaf.certificate), bytes(root.certificate))
        for leaf in leaves
    )


def _root_certificate(private, *, at, rng):
    issuer = IssuerSettings.objects.first() or IssuerSettings()
    return authority.make_root(private, issuer.issuer_name, at=at, rng=rng)


def _certificate(purpose, public, *, at, rng):
    """Return the certificate of a key that signs documents; others have none."""
    if purpose != "pades":
        return None
    root = SigningKey.objects.usable().filter(purpose="root").first()
    own = authority.Authority(bytes(root.certificate), keyring.private_key(root))
    address = keyring.address()
    return authority.make_leaf(public, own, address=address, at=at, rng=rng)


def _sealed(private, name, rng):
    plain = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    secret = keyring.secrets_of_environment()[0]
    return sealing.seal(plain, secret=secret, label=name, rng=rng)


def _free_name(purpose, at):
    stem = f"{SHORT[purpose]}-{at:%Y-%m}"
    taken = set(
        SigningKey.objects.filter(name__startswith=stem).values_list("name", flat=True)
    )
    numbered = [stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))]
    return next(name for name in numbered if name not in taken)
