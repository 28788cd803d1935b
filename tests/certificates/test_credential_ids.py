"""Earlier certificates get the ids of credentials; their documents stay."""

from importlib import import_module

import pytest
from django.apps import apps

from certificates.models import Certificate, CertificateDocument

from .builders import make_certificate, make_rendered

migration = import_module("certificates.migrations.0012_credential_ids")


@pytest.mark.django_db
def test_each_gets_its_own_and_those_that_have_some_keep_them(client):
    old = [make_rendered() for _ in range(3)]
    new = make_certificate()
    pks = [certificate.pk for certificate in old]
    nothing = dict.fromkeys(["credential_id", "subject_id", "status_index"])
    Certificate.objects.filter(pk__in=pks).update(**nothing)
    before = list(CertificateDocument.objects.values())
    migration.give_ids(apps, None)
    rows = list(Certificate.objects.values(*nothing))
    for name in nothing:
        assert len({row[name] for row in rows} - {None}) == 4
    assert all(len(row["credential_id"]) == 22 for row in rows)
    again = Certificate.objects.get(pk=new.pk)
    assert again.credential_id == new.credential_id
    assert list(CertificateDocument.objects.values()) == before
    old[0].refresh_from_db()
    assert client.get(f"/c/{old[0].credential_id}.jwt").status_code == 404
