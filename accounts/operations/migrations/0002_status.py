from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("operations", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Status",
            fields=[],
            options={
                "verbose_name": "status",
                "verbose_name_plural": "status",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("operations.backup",),
        ),
    ]
