"""Texts and requests for tests."""

from typing import Any

from accounts.jobs import execution
from accounts.models import User
from accounts.sites.models import Site
from ai.proposals.models import Provenance
from ai.rewriting import services
from ai.rewriting.models import Passage, Rewrite
from ai.rewriting.services import Wish
from content.articles.models import Article

LINKED = (
    '<p data-id="aaaaaaaa">The old pier in Aarhus was closed for 18 months. The <a href="https://harbour.test/pier">'
    "harbour office</a> says that the work went on through two winters. It opens again on 3 May.</p>"
)
MARKED = '<p data-id="bbbbbbbb"><span data-p="oldmark1">People may walk there every day.</span> Dogs may not.</p>'
PICTURE = (
    '<figure data-id="cccccccc" data-asset="abc123"><img src="/m/pier.jpg" alt="The pier">'
    "<figcaption>Seen from the sea</figcaption></figure>"
)
CODE = '<pre data-id="dddddddd"><code>make pier</code></pre>'
PAIRS = '<p data-id="eeeeeeee">Length: 120 metres. Depth: 4 metres. Price: 2 euros.</p>'
ITEMS = '<ul data-id="ffffffff"><li>It carries <strong>300</strong> people.</li><li>Lamps switch on at dusk.</li></ul>'
QUOTE = '<blockquote data-id="gggggggg"><p>We waited long for it, and it was worth it.</p></blockquote>'
BODY = "\n".join((LINKED, MARKED, PICTURE, CODE, PAIRS, ITEMS, QUOTE))


def make_article(site: Site, by: User, **fields: Any) -> Article:
    values = {"title": "The new pier", "slug": "the-new-pier", "body": BODY, **fields}
    Provenance.objects.get_or_create(public_id="oldmark1", defaults={"site": site, "kind": "article", "object_id": 1})
    return Article.objects.create(site=site, created_by=by, updated_by=by, **values)


def asked(article: Article, by: User, action: str = "rewrite", *blocks: str, **wish: Any) -> Rewrite:
    return services.ask(
        kind="article", object_id=article.pk, blocks=blocks or ("aaaaaaaa",), wish=Wish(action, **wish),
        site=article.site, by=by,
    )  # fmt: skip


def worked(rewrite: Rewrite) -> Rewrite:
    """The request after a worker has had its job."""
    rewrite.refresh_from_db()
    execution.run(rewrite.job_id or 0)
    return Rewrite.objects.for_page().get(pk=rewrite.pk)


def only(rewrite: Rewrite) -> Passage:
    (passage,) = rewrite.passages.all()
    passage.rewrite = rewrite
    return passage


def written(article: Article, by: User, action: str, *blocks: str, **wish: Any) -> Passage:
    """The passage of a request for one block after a worker has had it."""
    return only(worked(asked(article, by, action, *blocks, **wish)))
