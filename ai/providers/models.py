"""Who answers: providers, their models and prices, which purpose goes where, and which endpoints are left alone."""

from django.db import models
from django.utils import timezone

from ai.providers.querysets import ModelQuerySet, ProviderQuerySet, RouteQuerySet
from aicmr.lib.crypto import decrypt, encrypt
from aicmr.lib.ids import public_id


class Provider(models.Model):
    """A service that answers. Without a site it serves the whole platform."""

    class Backend(models.TextChoices):
        OPENAI_COMPATIBLE = "openai_compatible", "OpenAI-compatible server"
        LOCAL = "local", "Built in, without a language model"

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    site = models.ForeignKey("sites.Site", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    backend = models.CharField(max_length=40, choices=Backend.choices, default=Backend.OPENAI_COMPATIBLE)
    base_url = models.URLField(
        "address",
        max_length=300,
        blank=True,
        help_text="As its documentation gives it, such as https://api.openai.com/v1",
    )
    key_token = models.TextField("key", blank=True, editable=False)
    is_enabled = models.BooleanField("in use", default=True)
    runs_here = models.BooleanField(
        "on our own machines", default=False, help_text="What may only be given to local models may be sent there"
    )
    at_once = models.PositiveSmallIntegerField(
        "calls at once",
        default=0,
        help_text="More wait, and sites take turns. 0: as many as there are workers",
    )
    offered = models.JSONField(default=list, editable=False)
    offered_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def has_key(self) -> bool:
        return bool(self.key_token)

    def set_key(self, key: str) -> None:
        """Encrypts; '' forgets the key."""
        self.key_token = encrypt(key) if key else ""

    def read_key(self) -> str:
        """Raises `aicmr.lib.crypto.DecryptError` when SECRET_KEY changed without a fallback."""
        return decrypt(self.key_token) if self.key_token else ""


class Model(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        CANARY = "canary", "Canary"
        ACTIVE = "active", "Active"
        RETIRED = "retired", "Retired"

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="offers")
    name = models.CharField(max_length=160, help_text="As the provider calls it, such as gpt-5-mini or llama3:8b")
    can_stream = models.BooleanField("streams its answers", default=True)
    can_json = models.BooleanField("understands a request for JSON", default=True)
    can_schema = models.BooleanField("keeps to a JSON schema", default=False)
    can_see = models.BooleanField("understands pictures", default=False)
    can_embed = models.BooleanField("makes embeddings", default=False)
    context_tokens = models.PositiveIntegerField("context (tokens)", default=32_000)
    max_output_tokens = models.PositiveIntegerField("longest answer (tokens)", default=4_096)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ModelQuerySet.as_manager()

    class Meta:
        ordering = ["provider", "name"]
        constraints = [models.UniqueConstraint(fields=["provider", "name"], name="providers_one_model_per_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_callable(self) -> bool:
        return self.state in (self.State.ACTIVE, self.State.CANARY)


class Price(models.Model):
    """What a model costs from a day on, in millionths of the currency for a million tokens."""

    model = models.ForeignKey(Model, on_delete=models.CASCADE, related_name="prices")
    valid_from = models.DateTimeField(default=timezone.now)
    input_micro = models.PositiveBigIntegerField(
        "price of a million tokens sent", help_text="In millionths of the currency: 250000 is 0.25"
    )
    output_micro = models.PositiveBigIntegerField("price of a million tokens received", help_text="In millionths")
    currency = models.CharField(max_length=3, default="USD")

    class Meta:
        ordering = ["model", "-valid_from"]
        constraints = [models.UniqueConstraint(fields=["model", "valid_from"], name="providers_one_price_per_moment")]

    def __str__(self) -> str:
        return f"{self.model} from {self.valid_from:%Y-%m-%d}"


class Route(models.Model):
    """Which models answer a purpose, in order; without a site for the whole platform."""

    site = models.ForeignKey("sites.Site", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=64, default="*", help_text="writing.title, writing.* or *")
    position = models.PositiveSmallIntegerField(default=0, help_text="Lower is asked first, the next when it fails")
    model = models.ForeignKey(Model, on_delete=models.CASCADE, related_name="routes")
    canary = models.ForeignKey(
        Model, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="canary_routes",
        help_text="Is tried on a share of the requests before it takes the model's place",
    )  # fmt: skip
    canary_share = models.PositiveSmallIntegerField(default=0, editable=False, help_text="Per cent of the requests")
    canary_since = models.DateTimeField(null=True, editable=False)
    previous = models.ForeignKey(
        Model, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+",
        help_text="Whose place a canary took; one click brings it back",
    )  # fmt: skip
    forced = models.TextField(blank=True, editable=False, help_text="Why a canary was promoted although worse")

    objects = RouteQuerySet.as_manager()

    class Meta:
        ordering = ["purpose", "position", "id"]
        indexes = [models.Index(fields=["site", "purpose", "position"], name="providers_route_lookup")]

    def __str__(self) -> str:
        return f"{self.purpose} → {self.model}"


class Circuit(models.Model):
    """State of the breaker before one endpoint, shared by all workers."""

    name = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, default="closed")
    failures = models.PositiveIntegerField(default=0)
    successes = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name}: {self.state}"


class Seat(models.Model):
    """One call to an endpoint that takes so many at once: waiting, or, once taken, under way."""

    endpoint = models.CharField(max_length=200)
    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    holder = models.CharField(max_length=20, unique=True, help_text="The public id of the run whose call it is")
    lease_until = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["endpoint", "taken_at"], name="providers_seat_endpoint")]

    def __str__(self) -> str:
        return f"{self.holder} at {self.endpoint}"


class Turn(models.Model):
    """When a site last got a seat at an endpoint, so that the one that waited longest comes next."""

    endpoint = models.CharField(max_length=200)
    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    last_at = models.DateTimeField()

    class Meta:
        ordering = ["last_at"]
        constraints = [models.UniqueConstraint(fields=["endpoint", "site"], name="providers_one_turn_per_site")]

    def __str__(self) -> str:
        return f"{self.site} at {self.endpoint}"
