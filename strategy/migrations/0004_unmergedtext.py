import cda.lib.ids
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from cda.accounts.wall import SameCity, Wall


class Migration(migrations.Migration):
    """What was typed on an older version waits in the database, not in a browser."""

    dependencies = [
        ('accounts', '0002_wall'),
        ('strategy', '0003_version_whys'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='UnmergedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=cda.lib.ids.public_id, editable=False, max_length=22, unique=True)),
                ('base_version', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('typed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('merged_at', models.DateTimeField(null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.city')),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unmerged', to='strategy.section')),
            ],
            options={
                'abstract': False,
            },
        ),
        Wall("strategy_unmergedtext"),
        SameCity("strategy_unmergedtext", "section_id", "strategy_section"),
    ]
