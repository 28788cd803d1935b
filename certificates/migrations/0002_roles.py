"""Say which roles see certificates, decide about them and name their issuer."""

from django.db import migrations

from training.users.migrations._grants import grant


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0001_initial"),
        ("users", "0002_roles"),
    ]

    operations = [
        grant(
            "Certifiers",
            "certificates.view_certificate",
            "certificates.decide_certificate",
            "certificates.change_issuersettings",
        ),
        grant("Administrators", "certificates.view_certificate"),
    ]
