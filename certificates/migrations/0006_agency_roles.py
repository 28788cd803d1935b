"""Say which roles see agencies and decide about them."""

from django.db import migrations

from training.users.migrations._grants import grant


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0005_agencies"),
        ("users", "0002_roles"),
    ]

    operations = [
        grant(
            "Certifiers",
            "certificates.view_agency",
            "certificates.decide_agency",
        ),
        grant("Administrators", "certificates.view_agency"),
    ]
