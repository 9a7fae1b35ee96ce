"""Which requests go at their time, and that what came into the text stays told."""

from datetime import timedelta

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.operations.pruning import prune
from accounts.sites.models import Site
from ai.proposals.models import Proposal, Provenance
from ai.providers.models import Model
from ai.rewriting import services
from ai.rewriting.models import Passage, Rewrite
from tests.ai.rewriting.making import asked, make_article, written
from tests.people import People

pytestmark = pytest.mark.django_db


def _aged(rows: QuerySet[Rewrite], days: int) -> None:
    rows.update(created_at=timezone.now() - timedelta(days=days))


def _pruned(*, dry_run: bool = False) -> int | str:
    return prune(timezone.now(), dry_run=dry_run, only=("rewrites",))["rewrites"]


def test_what_is_decided_goes_after_its_time_and_the_ledger_stays(model: Model, site: Site, people: People) -> None:
    article = make_article(site, people.creator)
    passage = written(article, people.creator, "rewrite", "aaaaaaaa")
    assert passage.proposal is not None
    services.replace(passage.proposal, by=people.creator)
    _aged(Rewrite.objects.filter(site=site), 89)
    assert _pruned() == 0
    _aged(Rewrite.objects.filter(site=site), 91)
    assert (_pruned(dry_run=True), Rewrite.objects.filter(site=site).count()) == (1, 1)
    assert _pruned() == 1 and not Passage.objects.filter(pk=passage.pk).exists()
    row = Provenance.objects.get(proposal=passage.proposal)
    article.refresh_from_db()
    assert row.public_id in article.body and row.run is not None and row.model == "scripted-1"


def test_what_waits_for_a_decision_stays_however_old(model: Model, site: Site, people: People) -> None:
    passage = written(make_article(site, people.creator), people.creator, "rewrite", "aaaaaaaa")
    _aged(Rewrite.objects.filter(site=site), 900)
    assert _pruned() == 0
    assert passage.proposal is not None and passage.proposal.state == Proposal.State.PENDING


def test_what_is_on_its_way_stays_and_what_failed_goes(model: Model, site: Site, people: People) -> None:
    rewrite = asked(make_article(site, people.creator), people.creator)
    _aged(Rewrite.objects.filter(site=site), 900)
    assert _pruned() == 0
    Job.objects.filter(pk=rewrite.job_id).update(state="failed")
    assert _pruned() == 1
