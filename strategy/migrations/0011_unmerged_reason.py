from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("strategy", "0010_unmerged_paragraphs")]

    operations = [
        migrations.AddField(
            model_name="unmergedtext",
            name="why",
            field=models.CharField(blank=True, max_length=300),
        ),
    ]
