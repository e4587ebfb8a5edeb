import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("strategy", "0008_section_rows")]

    operations = [
        migrations.AddField(
            model_name="lease",
            name="since",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
    ]
