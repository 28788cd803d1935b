"""Say who grants accommodations: nobody who marks."""

from django.db import migrations

from ._grants import grant


class Migration(migrations.Migration):
    dependencies = [("users", "0003_accommodations")]

    operations = [
        grant("Administrators", "users.change_accommodation"),
    ]
