"""What tests use and Debian packs: a browser, PDF, QR and translation tools."""

import shutil
from pathlib import Path

from . import debian, environment, native, postgres, stamps
from .narration import CannotContinue, say, step

COMMANDS = {
    "chromium": "chromium",
    "libnss3-tools": "certutil",
    "poppler-utils": "pdfinfo",
    "softhsm2": "softhsm2-util",
    "zbar-tools": "zbarimg",
    "qpdf": "qpdf",
    "gettext": "msgfmt",
    "git": "git",
    "default-jre-headless": "java",
}
FILES = {
    # The classes that veraPDF's jar leaves out.
    "libjaxb-java": "usr/share/java/jaxb-runtime.jar",
    # What the browser's driver is linked against.
    "libatomic1": "usr/lib/*/libatomic.so.1",
}


def missing_packages():
    """The Debian packages whose programs are not on this machine."""
    lacking = [name for name, command in COMMANDS.items() if not shutil.which(command)]
    lacking += [name for name, file in FILES.items() if not any(Path("/").glob(file))]
    if postgres.find_binaries() is None:
        lacking.append(postgres.PACKAGE)
    return lacking


def set_up(*, required):
    """Bring everything that tests need: packages, libraries, programs.

    Args:
        required: whether a missing program is an error rather than a warning.
    """
    with stamps.one_at_a_time():
        environment.ensure(environment.RUNTIME, environment.TESTING)
        native.ensure()
        ensure(required=required)


def ensure(*, required):
    """Bring what is missing where this account may; else say so loudly.

    Args:
        required: whether a missing program is an error rather than a warning.

    Raises:
        CannotContinue: a program is missing and ``required``, or apt refused.
    """
    packages = missing_packages()
    if not packages:
        return
    prefix = debian.privilege(packages)
    if prefix is not None:
        with step(f"Installing what tests use ({', '.join(packages)})"):
            debian.install(packages, prefix=prefix)
        return
    lacking = f"MISSING, so tests that use them cannot run: {', '.join(packages)}."
    if required:
        raise CannotContinue(f"{lacking}\n    {debian.one_command(packages)}")
    say(f"{lacking} To have them:\n    {debian.one_command(packages)}")
