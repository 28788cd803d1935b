from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0026_results_name_their_zone'),
    ]

    operations = [
        migrations.AlterField(
            model_name='sharelink',
            name='shows',
            field=models.CharField(choices=[('standing', 'Whether it is good today. They can compare a name.'), ('name', 'Whether it is good today, and my name.'), ('document', 'Whether it is good today, my name, and the PDF to download.')], max_length=10, verbose_name='what it shows'),
        ),
    ]
