"""Word the rules of a scenario as those of a quiz; only help texts change."""

import django.core.validators
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0016_way_back'),
    ]

    operations = [
        migrations.AlterField(
            model_name='scenariopage',
            name='pass_mark',
            field=models.DecimalField(decimal_places=2, default=Decimal('80'), help_text='In per cent.', max_digits=5, validators=[django.core.validators.MinValueValidator(Decimal('0')), django.core.validators.MaxValueValidator(Decimal('100'))], verbose_name='pass mark'),
        ),
        migrations.AlterField(
            model_name='scenariopage',
            name='unsafe_rule',
            field=models.CharField(choices=[('debrief', 'They are talked about in the debrief'), ('review', 'People review before the result is final'), ('fail', 'The attempt is not passed')], default='review', help_text='What answers do that would put a person at risk.', max_length=10, verbose_name='unsafe choices'),
        ),
        migrations.AlterField(
            model_name='scenariopage',
            name='unsafe_threshold',
            field=models.PositiveSmallIntegerField(default=2, help_text='In how many different questions, before they do.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='threshold'),
        ),
    ]
