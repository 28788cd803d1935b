"""Make the roles, with what each may do in the Wagtail admin."""

from django.db import migrations

from ._grants import grant, grant_on_collections, grant_on_pages

ROLES = ["Trainees", "Trainers", "Certifiers", "Agency members", "Administrators"]
EVERYTHING_ON_PAGES = ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"]
LIBRARY = [
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
]


def make_groups(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    for name in ROLES:
        groups.get_or_create(name=name)


def drop_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("users", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtail_localize", "0006_create_submit_translation_permission"),
    ]

    operations = [
        migrations.RunPython(make_groups, drop_groups),
        grant("Trainers", "wagtailadmin.access_admin", "wagtail_localize.submit_translation"),
        grant_on_pages("Trainers", *EVERYTHING_ON_PAGES),
        grant_on_collections("Trainers", *LIBRARY),
        grant("Certifiers", "wagtailadmin.access_admin"),
        grant(
            "Administrators",
            "wagtailadmin.access_admin",
            "users.add_user",
            "users.change_user",
            "users.delete_user",
            "auth.add_group",
            "auth.change_group",
            "auth.delete_group",
            "wagtailcore.add_locale",
            "wagtailcore.change_locale",
            "wagtailcore.add_site",
            "wagtailcore.change_site",
            "wagtail_localize.submit_translation",
        ),
        grant_on_pages("Administrators", *EVERYTHING_ON_PAGES),
        grant_on_collections("Administrators", *LIBRARY),
    ]
