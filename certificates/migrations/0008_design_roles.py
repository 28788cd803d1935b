"""Say which roles design documents, and say what courses are approved as."""

from django.db import migrations

from training.users.migrations._grants import grant

VERBS = ("add", "change", "delete", "publish", "lock", "unlock")
DESIGNS = [
    *(f"certificates.{verb}_design" for verb in VERBS),
    *(f"certificates.{verb}_designpicture" for verb in ("add", "view")),
    *(f"certificates.{verb}_certifiedcourse" for verb in ("add", "change", "delete")),
]


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0007_designs"),
        ("users", "0002_roles"),
    ]

    operations = [
        grant("Trainers", *DESIGNS),
        grant("Certifiers", *DESIGNS),
        grant("Administrators", *DESIGNS),
    ]
