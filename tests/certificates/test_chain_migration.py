"""What was on record before there was a chain is chained, and issues are added."""

import datetime as dt
from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from certificates import auditing
from certificates.models import ChainHead, StatusEvent

from .builders import AT, decide, make_certificate

pytestmark = pytest.mark.django_db
BEFORE = ("certificates", "0014_chain_of_events")


def test_earlier_decisions_are_chained_between_the_issues(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    one = make_certificate()
    two = make_certificate(at=AT + dt.timedelta(days=2))
    decide(one, "suspended", at=AT + dt.timedelta(days=1), private_note="Between us")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM certificates_statusevent WHERE kind='issued'")
        cursor.execute("UPDATE certificates_statusevent SET digest='', position=99")
        cursor.execute("DELETE FROM certificates_chainhead")
    migration = import_module(f"certificates.migrations.{BEFORE[1]}")
    state = MigrationExecutor(connection).loader.project_state(BEFORE)
    migration.forwards(state.apps, None)
    told = [(event.kind, event.certificate) for event in StatusEvent.objects.all()]
    assert told == [("issued", one), ("suspended", one), ("issued", two)]
    assert auditing.audit(at=AT).findings == ()
    assert StatusEvent.objects.get(position=2).private_note == "Between us"
    migration.backwards(state.apps, None)
    assert [event.kind for event in StatusEvent.objects.all()] == ["suspended"]
    assert not ChainHead.objects.exists()
