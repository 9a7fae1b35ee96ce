"""Articles and proposals for tests."""

import json
import re
from typing import Any

from accounts.models import User
from accounts.sites.models import Site
from ai.engine.models import Run
from ai.proposals.models import Proposal
from ai.proposals.services import propose
from content.articles.models import Article

BODY = '<p data-id="aaaaaaaa">The pier opens on Saturday.</p>\n<p data-id="bbbbbbbb">It is 40 metres long.</p>'


def make_article(site: Site, by: User, **fields: Any) -> Article:
    values = {"title": "The new pier", "slug": "the-new-pier", "body": BODY, **fields}
    return Article.objects.create(site=site, created_by=by, updated_by=by, **values)


def make_run(site: Site, by: User | None, **fields: Any) -> Run:
    values = {"purpose": "writing.title", "state": "done", "provider": "Scripted", "model": "scripted-1", **fields}
    return Run.objects.create(site=site, user=by, prompt_version="file 1", cost_micro=1200, currency="USD", **values)


def make_proposal(article: Article, by: User | None, **fields: Any) -> Proposal:
    values: dict[str, Any] = {"field": "title", "after": "A pier for everyone", **fields}
    values.setdefault("run", make_run(article.site, by))
    return propose(site=article.site, kind="article", object_id=article.pk, by=by, **values)


def handed(response: Any) -> dict[str, Any]:
    """What the answer hands to an open edit page; {} for nothing."""
    found = re.search(
        r'<script id="aicmr-set" type="application/json">(.*?)</script>\Z', response.content.decode(), re.S
    )
    return dict(json.loads(found[1])) if found else {}
