from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_turn")]

    operations = [
        migrations.AddField(
            model_name="worker",
            name="queues",
            field=models.CharField(
                blank=True, db_default="", help_text="Those that it takes work from, with commas", max_length=200
            ),
        ),
    ]
