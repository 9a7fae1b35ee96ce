import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import aicmr.lib.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("sites", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PromptOverride",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(max_length=64)),
                ("version", models.PositiveIntegerField(editable=False)),
                (
                    "text",
                    models.TextField(help_text="Front matter only where its settings shall differ from the file's"),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="sites.site"),
                ),
            ],
            options={
                "verbose_name": "prompt of this site",
                "verbose_name_plural": "prompts of this site",
                "ordering": ["purpose", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("site", "purpose", "version"), name="engine_one_text_per_prompt_version"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=aicmr.lib.ids.public_id, editable=False, max_length=20, unique=True),
                ),
                ("key", models.CharField(max_length=150, null=True, verbose_name="idempotency key")),
                ("purpose", models.CharField(max_length=64)),
                ("scope", models.CharField(blank=True, max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("streaming", "Writing"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="queued",
                        max_length=9,
                    ),
                ),
                ("claim", models.CharField(blank=True, max_length=20)),
                ("lease_until", models.DateTimeField(null=True)),
                ("cancel_requested", models.BooleanField(default=False)),
                ("attempt", models.PositiveSmallIntegerField(default=0, verbose_name="calls made")),
                (
                    "generation",
                    models.PositiveSmallIntegerField(default=0, help_text="Raised when the text begins anew"),
                ),
                ("provider", models.CharField(blank=True, max_length=80)),
                ("model", models.CharField(blank=True, max_length=160)),
                ("prompt_version", models.CharField(blank=True, max_length=90)),
                ("tokens_in", models.PositiveIntegerField(default=0)),
                ("tokens_out", models.PositiveIntegerField(default=0)),
                ("is_estimate", models.BooleanField(default=False, verbose_name="tokens estimated")),
                ("ttft_ms", models.PositiveIntegerField(null=True, verbose_name="time to first token (ms)")),
                ("latency_ms", models.PositiveIntegerField(null=True, verbose_name="duration (ms)")),
                (
                    "cost_micro",
                    models.BigIntegerField(
                        help_text="Empty: no price is known", null=True, verbose_name="cost (millionths)"
                    ),
                ),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("finish_reason", models.CharField(blank=True, max_length=40)),
                ("guards", models.JSONField(default=list, verbose_name="checks")),
                ("notes", models.JSONField(default=list)),
                ("error", models.TextField(blank=True)),
                ("error_kind", models.CharField(blank=True, max_length=40)),
                ("error_detail", models.TextField(blank=True)),
                ("sent_host", models.CharField(blank=True, max_length=253)),
                ("sent_bytes", models.PositiveIntegerField(default=0)),
                ("policy", models.CharField(blank=True, max_length=20)),
                ("log_prompt", models.TextField(blank=True, verbose_name="prompt, redacted")),
                ("log_answer", models.TextField(blank=True, verbose_name="answer, redacted")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "expires_at",
                    models.DateTimeField(help_text="When prompt and answer are removed; the figures stay", null=True),
                ),
                ("data", models.JSONField(null=True)),
                ("text", models.TextField(blank=True)),
                (
                    "head",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="earlier", to="engine.run"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="sites.site"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["site", "-id"], name="engine_run_site"),
                    models.Index(fields=["state", "lease_until"], name="engine_run_lease"),
                    models.Index(fields=["expires_at"], name="engine_run_expiry"),
                ],
                "constraints": [models.UniqueConstraint(fields=("site", "key"), name="engine_one_run_per_key")],
            },
        ),
    ]
