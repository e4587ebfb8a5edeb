import cda.lib.ids
import django.db.models.deletion
from django.db import migrations, models

from cda.accounts.wall import Wall


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_wall'),
        ('coaching', '0002_wall'),
    ]

    operations = [
        migrations.AddField(
            model_name='actionitem',
            name='reminded_for',
            field=models.DateField(null=True),
        ),
        migrations.CreateModel(
            name='CoachOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=cda.lib.ids.public_id, editable=False, max_length=22, unique=True)),
                ('email', models.EmailField(max_length=254)),
                ('kind', models.CharField(choices=[('primary', 'Lead coach'), ('backup', 'Backup coach')], max_length=8)),
                ('handover', models.TextField(blank=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.city')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('city'), models.F('email'), name='coaching_coachoffer_once')],
            },
        ),
        Wall("coaching_coachoffer"),
    ]
