import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import aicmr.lib.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("sites", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Circuit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, unique=True)),
                ("state", models.CharField(default="closed", max_length=10)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("successes", models.PositiveIntegerField(default=0)),
                ("opened_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Provider",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=aicmr.lib.ids.public_id, editable=False, max_length=20, unique=True),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "backend",
                    models.CharField(
                        choices=[
                            ("openai_compatible", "OpenAI-compatible server"),
                            ("local", "Built in, without a language model"),
                        ],
                        default="openai_compatible",
                        max_length=40,
                    ),
                ),
                (
                    "base_url",
                    models.URLField(
                        blank=True,
                        help_text="As its documentation gives it, such as https://api.openai.com/v1",
                        max_length=300,
                        verbose_name="address",
                    ),
                ),
                ("key_token", models.TextField(blank=True, editable=False, verbose_name="key")),
                ("is_enabled", models.BooleanField(default=True, verbose_name="in use")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="sites.site",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="Model",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        help_text="As the provider calls it, such as gpt-5-mini or llama3:8b", max_length=160
                    ),
                ),
                ("can_stream", models.BooleanField(default=True, verbose_name="streams its answers")),
                ("can_json", models.BooleanField(default=True, verbose_name="understands a request for JSON")),
                ("can_see", models.BooleanField(default=False, verbose_name="understands pictures")),
                ("context_tokens", models.PositiveIntegerField(default=32000, verbose_name="context (tokens)")),
                (
                    "max_output_tokens",
                    models.PositiveIntegerField(default=4096, verbose_name="longest answer (tokens)"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("canary", "Canary"),
                            ("active", "Active"),
                            ("retired", "Retired"),
                        ],
                        default="active",
                        max_length=8,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="offers", to="providers.provider"
                    ),
                ),
            ],
            options={
                "ordering": ["provider", "name"],
            },
        ),
        migrations.CreateModel(
            name="Route",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(default="*", help_text="writing.title, writing.* or *", max_length=64)),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Lower is asked first, the next when it fails"
                    ),
                ),
                (
                    "model",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="routes", to="providers.model"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="sites.site",
                    ),
                ),
            ],
            options={
                "ordering": ["purpose", "position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Price",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "input_micro",
                    models.PositiveBigIntegerField(
                        help_text="In millionths of the currency: 250000 is 0.25",
                        verbose_name="price of a million tokens sent",
                    ),
                ),
                (
                    "output_micro",
                    models.PositiveBigIntegerField(
                        help_text="In millionths", verbose_name="price of a million tokens received"
                    ),
                ),
                ("currency", models.CharField(default="USD", max_length=3)),
                (
                    "model",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="prices", to="providers.model"
                    ),
                ),
            ],
            options={
                "ordering": ["model", "-valid_from"],
                "constraints": [
                    models.UniqueConstraint(fields=("model", "valid_from"), name="providers_one_price_per_moment")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="model",
            constraint=models.UniqueConstraint(fields=("provider", "name"), name="providers_one_model_per_name"),
        ),
        migrations.AddIndex(
            model_name="route",
            index=models.Index(fields=["site", "purpose", "position"], name="providers_route_lookup"),
        ),
    ]
