from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0014_chain_of_events'),
    ]

    operations = [
        migrations.AlterField(
            model_name='statusevent',
            name='position',
            field=models.PositiveBigIntegerField(editable=False, unique=True),
        ),
    ]
