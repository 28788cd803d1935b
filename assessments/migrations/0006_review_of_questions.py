"""Let a second trainer review a question before it is published."""

from django.db import migrations

from training.users.migrations._grants import grant

WORKFLOW = "Review of a question"
TASK = "A second trainer reads it"
GRANTS = [f"assessments.{verb}_enemyset" for verb in ("add", "change", "delete")]


def set_up(apps, schema_editor):
    content_types = apps.get_model("contenttypes", "ContentType").objects
    kind_of_task, _ = content_types.get_or_create(
        app_label="wagtailcore", model="groupapprovaltask"
    )
    questions, _ = content_types.get_or_create(
        app_label="assessments", model="question"
    )
    task = apps.get_model("wagtailcore", "GroupApprovalTask").objects.create(
        name=TASK, content_type=kind_of_task
    )
    task.groups.add(apps.get_model("auth", "Group").objects.get(name="Trainers"))
    workflow = apps.get_model("wagtailcore", "Workflow").objects.create(name=WORKFLOW)
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(
        workflow=workflow, task_id=task.pk, sort_order=0
    )
    apps.get_model("wagtailcore", "WorkflowContentType").objects.create(
        content_type=questions, workflow=workflow
    )


def take_down(apps, schema_editor):
    apps.get_model("wagtailcore", "Workflow").objects.filter(name=WORKFLOW).delete()
    apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(
        name=TASK
    ).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0005_life_of_a_question"),
        ("users", "0002_roles"),
    ]

    operations = [
        migrations.RunPython(set_up, take_down),
        grant("Trainers", *GRANTS),
        grant("Administrators", *GRANTS),
    ]
