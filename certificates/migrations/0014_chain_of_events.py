"""Put the issue of each certificate on record, and chain what was on record.

In the order of the instants at which things were recorded.
"""

import heapq
import secrets
from types import SimpleNamespace

from django.db import migrations

from certificates import chain

BATCH = 500


def forwards(apps, schema_editor):
    events = apps.get_model("certificates", "StatusEvent").objects
    certificates = apps.get_model("certificates", "Certificate").objects
    decided = events.select_related("certificate").order_by("recorded_at", "pk")
    issued = map(_issue(events.model), certificates.order_by("issued_at", "pk"))
    end = SimpleNamespace(position=0, digest=chain.GENESIS)
    fresh = []
    for event in heapq.merge(issued, decided, key=lambda event: event.recorded_at):
        _chain(event, behind=end)
        end = event
        if event.pk:
            event.save()
        else:
            fresh.append(event)
    events.bulk_create(fresh, batch_size=BATCH)
    heads = apps.get_model("certificates", "ChainHead").objects
    heads.create(pk=1, position=end.position, digest=end.digest)


def backwards(apps, schema_editor):
    apps.get_model("certificates", "StatusEvent").objects.filter(kind="issued").delete()
    apps.get_model("certificates", "ChainHead").objects.all().delete()


def _issue(model):
    def issue(certificate):
        return model(
            certificate=certificate,
            kind="issued",
            reason_code="completion",
            last_day=certificate.expires_on,
            effective_at=certificate.issued_at,
            recorded_at=certificate.issued_at,
        )

    return issue


def _chain(event, *, behind):
    event.position = behind.position + 1
    event.previous_digest = behind.digest
    event.note_salt = secrets.token_hex(16)
    event.note_digest = chain.note_digest(event.private_note, event.note_salt)
    event.digest = chain.digest(
        {
            "v": 1,
            "position": event.position,
            "previous": event.previous_digest,
            "certificate": event.certificate.number,
            "kind": event.kind,
            "reason": event.reason_code,
            "basis": event.legal_basis,
            "public": event.public_reason,
            "conditions": event.conditions,
            "last_day": event.last_day.isoformat() if event.last_day else None,
            "note": event.note_digest,
            "effective": chain.instant(event.effective_at),
            "recorded": chain.instant(event.recorded_at),
            "actor": event.actor_id,
        }
    )


class Migration(migrations.Migration):
    dependencies = [("certificates", "0013_status_events")]

    operations = [migrations.RunPython(forwards, backwards)]
