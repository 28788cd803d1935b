"""Give permissions to the groups that stand for roles, from any app's migration.

Each function returns a reversible operation. Permission rows are made here if
``post_migrate`` has not made them yet; it finds them by codename afterwards.
"""

from django.db import migrations

# Codenames whose content type is not the word after the verb.
MODEL_OF = {"access_admin": "admin", "submit_translation": "translation"}


def grant(group_name, *permissions):
    """Grant ``permissions`` ("app_label.codename") outright."""

    def forwards(apps, schema_editor):
        _group(apps, group_name).permissions.add(*_rows(apps, permissions))

    def backwards(apps, schema_editor):
        _group(apps, group_name).permissions.remove(*_rows(apps, permissions))

    return migrations.RunPython(forwards, backwards)


def grant_on_pages(group_name, *codenames):
    """Grant page permissions ("publish_page") on the whole page tree."""

    def forwards(apps, schema_editor):
        root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
        grants = apps.get_model("wagtailcore", "GroupPagePermission").objects
        for row in _rows(apps, [f"wagtailcore.{name}" for name in codenames]):
            grants.get_or_create(
                group_id=_group(apps, group_name).pk,
                page_id=root.pk,
                permission_id=row.pk,
            )

    def backwards(apps, schema_editor):
        grants = apps.get_model("wagtailcore", "GroupPagePermission").objects
        grants.filter(group__name=group_name).delete()

    return migrations.RunPython(forwards, backwards)


def grant_on_collections(group_name, *permissions):
    """Grant library permissions on the root collection and all within it."""

    def forwards(apps, schema_editor):
        root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
        grants = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
        for row in _rows(apps, permissions):
            grants.get_or_create(
                group_id=_group(apps, group_name).pk,
                collection_id=root.pk,
                permission_id=row.pk,
            )

    def backwards(apps, schema_editor):
        grants = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
        rows = [row.pk for row in _rows(apps, permissions)]
        grants.filter(group__name=group_name, permission_id__in=rows).delete()

    return migrations.RunPython(forwards, backwards)


def _group(apps, name):
    return apps.get_model("auth", "Group").objects.get_or_create(name=name)[0]


def _rows(apps, permissions):
    content_types = apps.get_model("contenttypes", "ContentType").objects
    rows = apps.get_model("auth", "Permission").objects
    for permission in permissions:
        app_label, codename = permission.split(".")
        model = MODEL_OF.get(codename) or codename.split("_", 1)[1]
        content_type, _ = content_types.get_or_create(app_label=app_label, model=model)
        yield rows.get_or_create(
            content_type=content_type,
            codename=codename,
            defaults={"name": f"Can {codename.replace('_', ' ')}"},
        )[0]
