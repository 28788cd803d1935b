from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0025_makings'),
    ]

    operations = [
        migrations.AddField(
            model_name='rosterresult',
            name='zone',
            field=models.CharField(default='UTC', max_length=60),
        ),
    ]
