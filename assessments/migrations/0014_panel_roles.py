"""Let trainers run panels and sessions, and certifiers adopt what comes of them."""

from django.db import migrations

from training.users.migrations._grants import grant

RUN = [
    f"assessments.{verb}_{model}"
    for model in ("panel", "standardsetting")
    for verb in ("add", "change", "view")
]
READ = ["assessments.view_keyversion", "assessments.view_cutscore"]
LOOK = ["assessments.view_panel", "assessments.view_standardsetting"]
ADOPT = ["assessments.adopt_panel", "assessments.add_cutscore"]


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0013_panels_and_cut_scores"),
        ("users", "0002_roles"),
    ]

    operations = [
        grant("Trainers", *RUN, *READ),
        grant("Certifiers", *LOOK, *READ, *ADOPT),
        grant("Administrators", *RUN, *READ, *ADOPT),
    ]
