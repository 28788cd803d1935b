"""From the last unit to the agency's phone."""

import subprocess
from urllib.parse import urlsplit

import pytest

from certificates.models import Certificate
from tests.courses.builders import lessons_of, make_enrolment
from tests.tasks import work_off_tasks
from tests.users.builders import make_user

from .builders import NAMES


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["vietnamese", "arabic"])
def test_the_code_on_a_downloaded_certificate_leads_to_its_status(
    client, at, tmp_path, key
):
    learner = make_user(legal_name=NAMES[key])
    enrolment = make_enrolment(learner=learner, at=at)
    enrolment.complete_unit(lessons_of(enrolment.course)[0], at=at)
    work_off_tasks()
    certificate = Certificate.objects.get()

    client.force_login(learner)
    pdf = client.get(f"{certificate.get_absolute_url()}pdf/").content
    client.logout()
    (tmp_path / "c.pdf").write_bytes(pdf)
    picture = [
        "pdftoppm",
        *("-r", "110", "-png", "-singlefile"),
        *(tmp_path / "c.pdf", tmp_path / "c"),
    ]
    subprocess.run(picture, check=True)
    scan = ["zbarimg", "--quiet", "--raw", tmp_path / "c.png"]
    scanned = subprocess.run(scan, check=True, capture_output=True, text=True).stdout

    answer = client.get(urlsplit(scanned.strip()).path)
    assert b"status--genuine" in answer.content
    assert certificate.number.encode() in answer.content
    assert certificate.checks.get().how == "qr"
