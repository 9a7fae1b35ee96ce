from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=[
                    "site",
                    "trashed_at",
                    "-updated_at",
                    "-id",
                    "state",
                    "has_changes",
                    "category",
                    "title",
                    "slug",
                ],
                name="articles_article_desk",
            ),
        ),
    ]
