"""The person who signs in. What someone may do on a site is a Membership; who wrote a text is an Author."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.utils import timezone

from aicmr.lib.ids import public_id


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person made by this program or by an operator; whoever signs up alone must confirm the address first."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        with transaction.atomic(using=self._db):
            user.save(using=self._db)
            self.confirm_address(user)
        return user

    def confirm_address(self, user: "User") -> None:
        """Let `user` sign in without the mail that a stranger has to answer."""
        addresses: Any = user.emailaddress_set  # type: ignore[attr-defined]
        addresses.create(email=user.email, verified=True, primary=True)

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """`is_superuser` marks platform staff, who see all sites; `is_staff` lets someone open the admin."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    email = models.EmailField("e-mail address", max_length=254, unique=True, help_text="Kept in lower case")
    name = models.CharField(max_length=150, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may open the admin", default=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "user"
        verbose_name_plural = "users"

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.strip().lower()
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email


class SignInLock(models.Model):
    """Wrong passwords or codes in a row, and until when no more are looked at (`locks.py`)."""

    key = models.CharField(max_length=64, unique=True, help_text="Hash of the account and, if known, the browser")
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True, help_text="When the owner of the account was last told by mail")

    class Meta:
        indexes = [models.Index(fields=["failed_at"], name="accounts_lock_age")]

    def __str__(self) -> str:
        return f"{self.failures} wrong tries"
