"""Say what trainers, certifiers and administrators may do with courses."""

from django.db import migrations

from training.users.migrations._grants import grant, grant_on_collections

# Wagtail Media asks for these whatever the model of recordings is.
RECORDINGS = ["wagtailmedia.add_media", "wagtailmedia.change_media"]
CATALOGUE = [
    f"courses.{verb}_{model}"
    for model in ("competencydomain", "topic")
    for verb in ("add", "change", "delete")
]
RECORDS = ["courses.view_enrolment", "courses.view_unitcompletion"]


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0002_initial"),
        ("users", "0002_roles"),
        ("wagtailmedia", "0005_alter_media_options"),
    ]

    operations = [
        grant("Trainers", *CATALOGUE, *RECORDS),
        grant_on_collections("Trainers", *RECORDINGS),
        grant("Certifiers", *RECORDS),
        grant("Administrators", *CATALOGUE, *RECORDS),
        grant_on_collections("Administrators", *RECORDINGS),
    ]
