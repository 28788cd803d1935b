"""Give permissions to the groups that stand for roles, from any app's migration."""

from django.db import migrations


def grant(group_name, *permissions):
    """Return an operation that grants ``permissions`` ("app_label.codename").

    The permission rows are made here if ``post_migrate`` has not made them yet;
    it finds them by codename afterwards and fills in their names.
    """

    def forwards(apps, schema_editor):
        group = _group(apps, group_name)
        group.permissions.add(*_rows(apps, permissions))

    def backwards(apps, schema_editor):
        group = _group(apps, group_name)
        group.permissions.remove(*_rows(apps, permissions))

    return migrations.RunPython(forwards, backwards)


def _group(apps, name):
    return apps.get_model("auth", "Group").objects.get_or_create(name=name)[0]


def _rows(apps, permissions):
    content_types = apps.get_model("contenttypes", "ContentType").objects
    rows = apps.get_model("auth", "Permission").objects
    for permission in permissions:
        app_label, codename = permission.split(".")
        model = "admin" if codename == "access_admin" else codename.split("_", 1)[1]
        content_type, _ = content_types.get_or_create(app_label=app_label, model=model)
        yield rows.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": codename}
        )[0]
