"""Give earlier certificates the ids of credentials; their documents stay."""

import secrets
import uuid

from django.db import migrations

BATCH = 1000
# As certificates.proof.status_list.SIZE and certificates.codes were at the time.
PLACES = 131_072
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def give_ids(apps, schema_editor):
    certificates = apps.get_model("certificates", "Certificate").objects
    waiting = certificates.filter(credential_id=None)
    count = waiting.count()
    # Half of the places stay free, so that none can be told from its neighbours.
    lists = count * 2 // PLACES + 1
    places = iter(secrets.SystemRandom().sample(range(lists * PLACES), count))
    while rows := list(waiting.only("pk").order_by("pk")[:BATCH]):
        for row in rows:
            row.credential_id = "".join(secrets.choice(LETTERS) for _ in range(22))
            row.subject_id = uuid.uuid4()
            row.status_index = next(places)
        certificates.bulk_update(rows, ["credential_id", "subject_id", "status_index"])


class Migration(migrations.Migration):
    dependencies = [("certificates", "0011_keys_and_credentials")]

    operations = [migrations.RunPython(give_ids, migrations.RunPython.noop)]
