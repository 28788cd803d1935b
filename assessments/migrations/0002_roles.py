"""Say what trainers, certifiers and administrators may do with assessments."""

from django.db import migrations

from training.users.migrations._grants import grant

BANK = [
    f"assessments.{verb}_{model}"
    for model in ("questionbank", "question")
    for verb in ("add", "change", "delete")
]
QUESTIONS = [f"assessments.{verb}_question" for verb in ("publish", "lock", "unlock")]
RECORDS = [f"assessments.view_{model}" for model in ("attempt", "mark", "scenariorun")]


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0001_initial"),
        ("users", "0002_roles"),
    ]

    operations = [
        grant("Trainers", *BANK, *QUESTIONS, *RECORDS),
        grant("Certifiers", *RECORDS),
        grant("Administrators", *BANK, *QUESTIONS, *RECORDS),
    ]
