"""Let administrators set where people find support."""

from django.db import migrations

from training.users.migrations._grants import grant


class Migration(migrations.Migration):
    dependencies = [("home", "0001_initial"), ("users", "0002_roles")]

    operations = [grant("Administrators", "home.change_supportsettings")]
