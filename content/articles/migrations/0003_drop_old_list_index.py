from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_list_index")]

    operations = [migrations.RemoveIndex(model_name="article", name="articles_article_list")]
