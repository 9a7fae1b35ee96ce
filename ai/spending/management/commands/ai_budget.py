"""manage.py ai_budget: what may be spent, what is left, and a new or changed ceiling."""

from argparse import ArgumentParser
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db.models import Q
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.models import User
from accounts.sites.commands import SiteCommand
from ai.spending.models import Budget
from ai.spending.periods import used_now, window_end
from ai.spending.services import save_budget
from ai.spending.wording import figure
from aicmr.lib.prices import MILLION, currency_code


class Command(SiteCommand):
    help = (
        "List budgets with what is left of them (`list`, the default; `left` shows only those that have a say in a "
        "feature or job), or set one: `ai_budget set 20 EUR --period month --feature writing`, "
        "`ai_budget set 500000 tokens --period day --user anna@example.org`."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", nargs="?", choices=["list", "left", "set"], default="list")
        parser.add_argument("amount", nargs="?", metavar="AMOUNT", help="with set: how much")
        parser.add_argument("unit", nargs="?", default="tokens", metavar="UNIT", help="with set: tokens, or EUR, USD …")
        parser.add_argument("--period", choices=list(Budget.Period.values), default="month")
        parser.add_argument("--feature", default="", help="writing or writing.title; without it everything")
        parser.add_argument("--user", metavar="EMAIL", help="one person; without it everyone together")
        parser.add_argument("--job", metavar="ID", help="one job, by the id in its address")
        parser.add_argument("--alert", type=int, default=80, metavar="PERCENT", help="with set: tell at this share")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "set":
            self._set(**options)
        else:
            self._list(**options)

    def _set(self, *, amount: str | None, unit: str, **options: Any) -> None:
        if not 0 <= options["alert"] <= 100:
            raise CommandError("--alert is a share in percent, from 0 (never) to 100.")
        whose = self._whose(**options)
        counted, currency = self._unit(unit)
        limit = self._limit(amount, counted)
        found = Budget.objects.filter(**whose, unit=counted, currency=currency, of=None).first()
        budget = found or Budget(**whose, unit=counted, currency=currency)
        budget.limit, budget.alert_at = limit, options["alert"]
        save_budget(budget, by=None)
        self.stdout.write(f"{'Changed' if found else 'New'}: {budget}, {figure(budget, limit, places=2)}.")

    def _whose(self, *, period: str, feature: str, user: str | None, job: str | None, **_: Any) -> dict[str, Any]:
        found = self._job(job) if job else None
        return {
            "site": self.site,
            "user": self._person(user) if user else None,
            "feature": feature,
            "period": Budget.Period.TOTAL if found else period,
            "job": found,
        }

    def _unit(self, unit: str) -> tuple[str, str]:
        if unit.lower() == "tokens":
            return Budget.Unit.TOKENS, "USD"
        try:
            return Budget.Unit.MONEY, currency_code(unit)
        except ValidationError:
            raise CommandError(f"The unit is tokens or a currency such as EUR, not {unit}.") from None

    def _limit(self, amount: str | None, counted: str) -> int:
        try:
            value = Decimal(amount or "")
        except InvalidOperation:
            value = Decimal(0)
        limit = int(value * (MILLION if counted == Budget.Unit.MONEY else 1)) if value.is_finite() else 0
        if not 1 <= limit < 10**18 or (counted == Budget.Unit.TOKENS and value != limit):
            raise CommandError(f"{amount or 'Nothing'} is no amount. Say for example: ai_budget set 20 EUR")
        return limit

    def _person(self, email: str) -> User:
        found = User.objects.filter(email=email.strip().lower()).first()
        if found is None:
            raise CommandError(f"There is no account with the e-mail address {email}.")
        return found

    def _job(self, public_id: str) -> Job:
        found = Job.objects.filter(site=self.site, public_id=public_id).first()
        if found is None:
            raise CommandError(f"There is no job {public_id} on {self.site.name}.")
        return found

    def _list(self, *, action: str, feature: str, user: str | None, job: str | None, **_: Any) -> None:
        rows = Budget.objects.filter(Q(site=self.site) | Q(site=None)).select_related("site", "user", "job")
        if action == "left" or job:
            person = self._person(user) if user else None
            rows = rows.covering(site=self.site, user=person, purpose=feature, job=self._job(job) if job else None)
        else:
            rows = rows.listed().order_by("id")
        found = list(rows)
        if not found:
            self.stdout.write("No budget: AI may spend without a ceiling. Set one: ai_budget set 20 EUR --period month")
        for budget in found:
            self.stdout.write(_line(budget))


def _line(budget: Budget) -> str:
    now = timezone.now()
    if budget.period == Budget.Period.JOB:
        return f"{budget}: {figure(budget, budget.limit, places=2)} each"
    used = used_now(budget, now)
    left = max(0, budget.limit - used - budget.reserved)
    end = window_end(budget, now)
    return (
        f"{budget}: {figure(budget, left, places=2)} left of {figure(budget, budget.limit, places=2)} "
        f"({used * 100 // budget.limit} % used, {figure(budget, budget.reserved, places=2)} held)"
        + (f", anew on {end:%Y-%m-%d}" if end else "")
    )
