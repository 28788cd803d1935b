import getpass
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certificates import keymaking, publishing
from certificates.devices import DeviceUnavailable
from certificates.models import SigningKey
from certificates.proof.keys import CannotSign
from certificates.proof.sealing import CannotUnseal

PASSWORD = "ROOT_PASSWORD"  # noqa: S105 - the name of a variable


class Command(BaseCommand):
    """Makes, lists, rotates and retires the keys that certificates are signed with."""

    help = "Make, list, rotate, retire, reseal and export the signing keys."

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("make", help="Make the keys that are missing.")
        actions.add_parser("list", help="Say which keys there are.")
        rotate = actions.add_parser("rotate", help="Make a new key of one purpose.")
        rotate.add_argument("purpose", choices=["pades", "jwt", "di"])
        adopt = actions.add_parser("adopt", help="Sign with a key in a device.")
        adopt.add_argument("purpose", choices=["pades", "jwt"])
        adopt.add_argument("label", help="of the RSA key in the device")
        retire = actions.add_parser("retire", help="Destroy a key that was rotated.")
        retire.add_argument("name")
        retire.add_argument(
            "--compromised",
            action="store_true",
            help="Others may have had it: nothing that it signed counts any more.",
        )
        actions.add_parser("reseal", help="Encrypt the keys under a new environment.")
        export = actions.add_parser("export-root", help="Copy the authority's key.")
        export.add_argument("file", type=Path)

    def handle(self, *, action, **options):
        try:
            getattr(self, f"_{action.replace('-', '_')}")(**options)
        except CannotUnseal as error:
            raise CommandError(
                f"KEY_ENCRYPTION_KEY does not open {error}. Set the right one, or "
                "name the earlier one in KEY_ENCRYPTION_KEY_OLD and run `keys reseal`."
            ) from error

    def _make(self, **options):
        made = keymaking.make_missing(
            at=timezone.now(), rng=secrets.token_bytes, is_demo=settings.DEMO
        )
        for row in made:
            self.stdout.write(f"Made {row.name}: {row.get_purpose_display()}.")
        if not made:
            self.stdout.write("Nothing is missing.")
        self._publish()

    def _list(self, **options):
        usable = list(SigningKey.objects.usable())
        signing = {row.purpose: row.pk for row in reversed(usable)}
        for row in SigningKey.objects.order_by("purpose", "made_at", "pk"):
            state = _state(row, signs=signing.get(row.purpose) == row.pk)
            self.stdout.write(
                f"{row.name:<16} {row.algorithm:<9} {row.made_at:%Y-%m-%d}  {state}"
            )

    def _rotate(self, *, purpose, **options):
        self._refuse_without_root()
        row = keymaking.make(
            purpose, at=timezone.now(), rng=secrets.token_bytes, is_demo=settings.DEMO
        )
        self.stdout.write(f"{row.name} signs from now on. What was signed stays good.")
        self._publish()

    def _adopt(self, *, purpose, label, **options):
        self._refuse_without_root()
        try:
            row = keymaking.adopt(
                purpose, label, at=timezone.now(), rng=secrets.token_bytes
            )
        except DeviceUnavailable as error:
            raise CommandError(
                f"The device does not answer for {label}: {error}. Look at "
                "PKCS11_MODULE, PKCS11_TOKEN and PKCS11_PIN."
            ) from error
        self.stdout.write(f"{row.name} signs from now on, in the device.")
        self._publish()

    def _refuse_without_root(self):
        if not SigningKey.objects.usable().filter(purpose="root").exists():
            raise CommandError("There are no keys yet: run `keys make`.")

    def _retire(self, *, name, compromised, **options):
        row = SigningKey.objects.filter(name=name).first()
        if row is None:
            raise CommandError(f"There is no key {name}. `keys list` names them.")
        try:
            keymaking.retire(row, at=timezone.now(), is_compromised=compromised)
        except keymaking.StillNeeded as error:
            if row.purpose == "root":
                raise CommandError(
                    f"{name} is the authority behind every signature. It stays."
                ) from error
            raise CommandError(
                f"{name} signs at present. Rotate first: `keys rotate {row.purpose}`."
            ) from error
        except keymaking.WouldOrphan as error:
            raise CommandError(
                f"{name} vouches for documents that people hold. It stays."
            ) from error
        self.stdout.write(f"{name} is destroyed. {_aftermath(compromised)}")
        self._publish()

    def _reseal(self, **options):
        changed = keymaking.reseal(rng=secrets.token_bytes)
        names = ", ".join(row.name for row in changed) or "nothing"
        self.stdout.write(f"Encrypted anew: {names}.")

    def _export_root(self, *, file, **options):
        root = SigningKey.objects.usable().filter(purpose="root").first()
        if root is None:
            raise CommandError("There is no authority yet: run `keys make`.")
        password = os.environ.get(PASSWORD) or getpass.getpass("Password of the copy: ")
        if len(password) < 16:
            raise CommandError("Choose a password of at least 16 characters.")
        pem = keymaking.export_root(root, password)
        with open(
            os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
        ) as f:
            f.write(pem)
        self.stdout.write(f"{root.name} is in {file}, under that password.")

    def _publish(self):
        try:
            publishing.publish(at=timezone.now())
        except CannotSign as error:
            raise CommandError(
                "The keys cannot sign here: they belong to a demonstration, or one "
                "is missing (`keys list`)."
            ) from error


def _state(row, *, signs):
    if row.withdrawn_at:
        return f"withdrawn {row.withdrawn_at:%Y-%m-%d}"
    if row.retired_at:
        return f"retired {row.retired_at:%Y-%m-%d}, still published"
    whose = " (demonstration)" if row.is_demo else ""
    return ("signs" if signs else "rests, can be retired") + whose


def _aftermath(compromised):
    if compromised:
        return "Nothing that it signed counts any more: issue new editions."
    return "What it signed stays good."
