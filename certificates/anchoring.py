"""Signs the end of the chain of events each day, in a file beside the database."""

import datetime as dt
import json
import logging
import os
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction

from . import keyring
from .models import Anchor, ChainHead
from .proof import tokens
from .proof.sealing import CannotUnseal

logger = logging.getLogger(__name__)

KIND = "status-chain-anchor"
BATCH = 500


@dataclass(frozen=True)
class Anchored:
    """What one anchor says, once its signature is checked.

    Attributes:
        name: of the file, or the day of the row.
        problem: "" or why it says nothing: "malformed", "header", "key",
            "signature", "content".
    """

    name: str
    position: int = 0
    digest: str = ""
    problem: str = ""


def anchor_due(*, at):
    """Sign the end of the chain, once a day, and write what files are missing.

    Safe to run at any time, in any number of processes.

    Returns:
        The day's ``Anchor`` if this call made it, else None.
    """
    made = None
    if not Anchor.objects.filter(day=_day(at)).exists():
        try:
            made = _anchor(at)
        except (keyring.CannotSign, CannotUnseal) as reason:
            logger.warning("the chain is not anchored: %s", type(reason).__name__)
    write_files()
    return made


def write_files():
    """Write each anchor that has no file yet to ``DATA_DIR/anchors``."""
    folder = anchor_folder()
    there = {path.stem for path in folder.glob("*.jws")}
    days = Anchor.objects.values_list("day", flat=True)
    missing = [day for day in days if day.isoformat() not in there]
    for anchor in Anchor.objects.filter(day__in=missing[:BATCH]):
        unfinished = folder / f"{anchor}.{os.getpid()}"
        unfinished.write_text(anchor.token)
        unfinished.replace(folder / f"{anchor}.jws")


def anchor_folder():
    """Return where the files lie."""
    folder = settings.DATA_DIR / "anchors"
    folder.mkdir(exist_ok=True)
    return folder


def read_files(folder, keys):
    """Return what the anchors in ``folder``, or one file, say, by name."""
    paths = sorted(folder.glob("*.jws")) if folder.is_dir() else [folder]
    return [read(path.stem, path.read_text(), keys) for path in paths]


def read_rows(keys):
    """Return what the anchors in the database say, by day."""
    return [read(str(row), row.token, keys) for row in Anchor.objects.all()]


def read(name, token, keys):
    """Check one anchor against public keys, and return what it says."""
    try:
        said = json.loads(tokens.read(token.strip(), keys))
    except tokens.BadToken as bad:
        return Anchored(name, problem=bad.reason)
    try:
        if said["kind"] != KIND or said["day"] != name:
            return Anchored(name, problem="content")
        return Anchored(name, int(said["position"]), str(said["digest"]))
    except (KeyError, TypeError, ValueError):
        return Anchored(name, problem="content")


def _anchor(at):
    head = ChainHead.objects.filter(position__gt=0).first()
    if head is None:
        return None
    keys = keyring.keyring()
    said = {
        "iss": keys.issuer,
        "iat": tokens.seconds(at),
        "kind": KIND,
        "day": _day(at).isoformat(),
        "position": head.position,
        "digest": head.digest,
    }
    token = tokens.sign(json.dumps(said, sort_keys=True).encode(), keys.token)
    try:
        with transaction.atomic():
            return Anchor.objects.create(
                day=_day(at), position=head.position, token=token, made_at=at
            )
    except IntegrityError:
        # Another process was faster; one anchor a day is enough.
        return None


def _day(at):
    return at.astimezone(dt.UTC).date()
