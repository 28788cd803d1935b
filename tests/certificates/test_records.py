"""What happened is appended, never edited."""

import pytest
from django.db.models import ProtectedError

from certificates.models import Certificate, CertificateDocument, Check, StatusEvent
from training.append_only import Unchangeable

from .builders import AT, decide, make_rendered

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate():
    certificate = make_rendered()
    decide(certificate, "suspended")
    certificate.log_check(how="number", outcome="genuine", at=AT)
    return certificate


def test_a_listing_reads_no_document_as_a_whole(certificate):
    [listed] = Certificate.objects.for_listing()
    long = {"pdf", "credential_jwt", "credential_json"}
    assert listed.document.get_deferred_fields() == long


@pytest.mark.parametrize("model", [StatusEvent, Check, CertificateDocument])
def test_a_record_cannot_be_changed_or_deleted(certificate, model):
    row, count = model.objects.first(), model.objects.count()
    for attempt in (
        row.save,
        row.delete,
        model.objects.all().delete,
        lambda: model.objects.update(pk=row.pk),
        lambda: model.objects.bulk_update([row], ["pk"]),
    ):
        with pytest.raises(Unchangeable):
            attempt()
    assert model.objects.count() == count > 0


def test_a_certificate_with_records_cannot_be_deleted(certificate):
    with pytest.raises(ProtectedError):
        certificate.delete()


def test_a_holder_with_a_certificate_cannot_be_deleted(certificate):
    with pytest.raises(ProtectedError):
        certificate.holder.delete()


def test_the_standing_costs_one_query(certificate, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert certificate.status(at=AT).name == "suspended"
