"""What documents of a demonstration look like and say, to be looked at and changed."""

from pathlib import Path

from wagtail.models import Locale

from certificates.models import CertifiedCourse, Design, DesignPicture, IssuerSettings
from certificates.pictures import take_in

PICTURES = Path(__file__).parent / "pictures"
TITLE = "Two lines (example)"
LETTER = """\
{name} asked us to tell you about a course with us.
On {completed}, {name} completed every unit of “{title}”, with {hours} of contact \
time. The certificate has the number {number}.
On {today} it was in good standing. That can change, so please check it by its \
number or its code before you rely on it.
This letter says nothing else about {name}."""


def dress(people, *, at):
    """Publish a design with a mark, a signature and a letter, unless there is one.

    Args:
        people: accounts by name; ``certifier`` signs.
        at: now, aware.
    """
    if Design.objects.exists():
        return
    certifier = people["certifier"]
    design = Design.objects.create(
        title=TITLE,
        locale=Locale.get_default(),
        live=False,
        layout="margin",
        size="letter",
        logo=_picture("mark", "The two lines", by=certifier, at=at),
        letter=LETTER,
        signatory_1_name=certifier.legal_name,
        signatory_1_role="Certifier",
        signatory_1_picture=_picture("signature", "Signature", by=certifier, at=at),
    )
    design.save_revision(user=certifier).publish()
    IssuerSettings.objects.filter(design=None).update(design=design)


def approve(course, people):
    """Say who taught ``course`` and who approved it, as records state it, once."""
    CertifiedCourse.objects.get_or_create(
        course_key=course.translation_key,
        defaults={
            "approval_number": "CE-EXAMPLE-0417",
            "approving_body": "Board of Peer Services (example)",
            "instructor_name": people["trainer"].legal_name,
            "instructor_credentials": "CPRS",
        },
    )


def _picture(name, title, *, by, at):
    taken = take_in((PICTURES / f"{name}.png").read_bytes())
    return DesignPicture.objects.keep(taken, title=title, by=by, at=at)
