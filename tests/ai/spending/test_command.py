"""manage.py ai_budget."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.sites.models import Site
from ai.spending.models import Budget
from tests.people import People

pytestmark = pytest.mark.django_db


def run(site: Site, *words: str) -> str:
    out = StringIO()
    call_command("ai_budget", *words, site=site.host, stdout=out)
    return out.getvalue()


def test_a_budget_is_set_changed_and_listed(site: Site, people: People) -> None:
    assert "without a ceiling" in run(site)
    assert "New: monthly budget for writing (EUR), 20.00 EUR." in run(site, "set", "20", "EUR", "--feature", "writing")
    assert "Changed: " in run(site, "set", "25.5", "eur", "--feature", "writing", "--alert", "50")
    run(site, "set", "500000", "--period", "day", "--user", people.creator.email)
    money, tokens = Budget.objects.filter(site=site).order_by("id")
    assert (money.limit, money.currency, money.alert_at) == (25_500_000, "EUR", 50)
    assert (tokens.limit, tokens.user, tokens.period) == (500_000, people.creator, "day")
    Budget.objects.filter(pk=tokens.pk).update(used=100_000, reserved=50_000, window_start=timezone.now())
    listed = run(site)
    assert "350,000 tokens left of 500,000 tokens (20 % used, 50,000 tokens held), anew on" in listed
    assert "25.50 EUR left of 25.50 EUR" in listed
    assert listed.count("\n") == 2, "nothing of other sites"


def test_what_is_left_for_a_feature_a_person_and_a_job(site: Site, people: People) -> None:
    job = Job.objects.create(site=site, kind="tests.bulk", label="Bulk", due_at=timezone.now())
    run(site, "set", "5", "USD", "--job", job.public_id)
    run(site, "set", "9", "USD", "--feature", "writing")
    run(site, "set", "7", "USD", "--period", "job")
    left = run(site, "left", "--feature", "writing.title")
    assert "9.00 USD left" in left and "job" not in left
    assert "budget of the job “Bulk” for all AI (USD): 5.00 USD left" in run(site, "left", "--job", job.public_id)
    assert "7.00 USD each" in run(site)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["set"], "Nothing is no amount"),
        (["set", "-5"], "-5 is no amount"),
        (["set", "1.5", "tokens"], "1.5 is no amount"),
        (["set", "nan", "EUR"], "nan is no amount"),
        (["set", "5", "euros"], "tokens or a currency"),
        (["set", "5", "--user", "nobody@harbour.test"], "no account"),
        (["set", "5", "--job", "nothing"], "no job nothing"),
        (["set", "5", "--alert", "101"], "from 0 (never) to 100"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_stored(site: Site, words: list[str], says: str) -> None:
    with pytest.raises(CommandError, match=says.replace("(", r"\(").replace(")", r"\)")):
        run(site, *words)
    assert not Budget.objects.filter(site=site).exists()
