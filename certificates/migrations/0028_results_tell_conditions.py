from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0027_links_say_whole_what_they_show'),
    ]

    operations = [
        migrations.AddField(
            model_name='rosterresult',
            name='conditions',
            field=models.CharField(blank=True, default='', max_length=400, verbose_name='conditions'),
            preserve_default=False,
        ),
    ]
