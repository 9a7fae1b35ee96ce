"""Texts and bulk work for tests."""

from typing import Any

from accounts.jobs import execution
from accounts.models import User
from accounts.sites.models import Site
from ai.bulk import planning
from ai.bulk.choosing import Choice
from ai.bulk.models import Bulk
from ai.bulk.services import start_bulk
from content.articles.models import Article

BODY = (
    '<p data-id="aaaaaaaa">The pier {number} opens on a Saturday in May and is open to all who want to walk on it.</p>'
)


def make_articles(site: Site, by: User, count: int, **fields: Any) -> list[Article]:
    return [
        Article.objects.create(
            site=site, title=f"Pier {number}", slug=f"pier-{number}", body=BODY.format(number=number), created_by=by,
            **fields,
        )
        for number in range(count)
    ]  # fmt: skip


def started(site: Site, by: User | None, task: str = "summary", **choice: Any) -> Bulk:
    language = choice.pop("into", "")
    return start_bulk(planning.plan(task, Choice(**choice), site=site, by=by, language=language), site=site, by=by)


def worked(bulk: Bulk) -> Bulk:
    """After a worker has had its job."""
    execution.run(bulk.job_id or 0)
    return Bulk.objects.select_related("job", "site").get(pk=bulk.pk)
