"""Let a site go back to the time before results waited for people.

Nothing happens on the way forward. On the way back, what still waits becomes "not
passed": the older tables know no other word for a result that nobody gave.
"""

from django.db import migrations


def close_what_waits(apps, schema_editor):
    held = apps.get_model("assessments", "Attempt").objects.exclude(held_for="")
    held.update(held_for="", is_passed=False)
    marks = apps.get_model("assessments", "Mark").objects.filter(is_passed=None)
    marks.update(held_for="", is_passed=False)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0015_imports_of_questions")]

    operations = [migrations.RunPython(migrations.RunPython.noop, close_what_waits)]
