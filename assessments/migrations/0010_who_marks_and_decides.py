"""Say who marks, reviews, regrades and answers appeals.

The same person never asks for a regrade and approves it; a constraint holds
that. Trainers ask, certifiers approve.
"""

from django.db import migrations

from training.users.migrations._grants import grant

MARKS = ["assessments.mark_writtentask", "assessments.answer_appeal"]
ASKS = ["assessments.add_regrade", "assessments.view_regrade"]
DECIDES = [
    "assessments.review_attempt",
    "assessments.answer_appeal",
    "assessments.approve_regrade",
]


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0009_marks_by_people"),
        ("users", "0002_roles"),
    ]

    operations = [
        grant("Trainers", *MARKS, *ASKS),
        grant("Certifiers", *DECIDES, *ASKS),
        grant("Administrators", "assessments.view_regrade"),
    ]
