from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sites", "0003_ai_badge_as_chosen")]

    operations = [migrations.RemoveField(model_name="site", name="show_ai_badge")]
