from django.db import migrations


def carry_over(apps, schema_editor):
    apps.get_model("sites", "Site").objects.filter(show_ai_badge=False).update(ai_badge="never")


def carry_back(apps, schema_editor):
    apps.get_model("sites", "Site").objects.filter(ai_badge="never").update(show_ai_badge=False)


class Migration(migrations.Migration):
    dependencies = [("sites", "0002_ai_policy")]

    operations = [migrations.RunPython(carry_over, carry_back)]
