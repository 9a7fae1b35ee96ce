import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("sites", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Budget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "feature",
                    models.CharField(
                        blank=True, help_text="writing or writing.title; empty: everything", max_length=64
                    ),
                ),
                (
                    "period",
                    models.CharField(
                        choices=[("day", "Daily"), ("month", "Monthly"), ("total", "Total")],
                        default="month",
                        max_length=5,
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[("tokens", "Tokens"), ("money", "Money (millionths of the currency)")],
                        default="tokens",
                        max_length=6,
                    ),
                ),
                ("currency", models.CharField(default="USD", help_text="For money", max_length=3)),
                ("limit", models.PositiveBigIntegerField(validators=[django.core.validators.MinValueValidator(1)])),
                ("used", models.BigIntegerField(default=0, editable=False)),
                ("reserved", models.BigIntegerField(default=0, editable=False)),
                ("window_start", models.DateTimeField(editable=False, null=True)),
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
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: everyone together",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["site", "feature", "period", "id"],
            },
        ),
        migrations.CreateModel(
            name="Reservation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("holder", models.CharField(help_text="The public id of the run whose call it is", max_length=20)),
                ("amount", models.BigIntegerField()),
                ("used", models.BigIntegerField(null=True)),
                ("lease_until", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reservations", to="spending.budget"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["closed_at", "lease_until"], name="spending_reservation_open"),
                    models.Index(fields=["holder"], name="spending_reservation_held"),
                ],
            },
        ),
    ]
