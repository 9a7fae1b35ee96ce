"""Content of the other site, with the names, slugs and addresses that tests use on theirs."""

from datetime import timedelta

from django.utils import timezone

from accounts.sites.models import Site
from content.articles.models import Article, ArticleAuthor, Page
from content.publishing.live import RENDER_VERSION
from content.publishing.models import LiveDep, LivePage, LiveTerm, PreviewLink, Redirect, Revision, Schedule
from content.publishing.paths import path_key
from content.taxonomy.models import Author, Category, Tag
from tests.people import People

SECRET = "Noise of the other site"


def make(site: Site, people: People) -> None:
    """Rows are written as they are: publishing is not under test here, and every test pays for them."""
    category = Category.objects.create(site=site, name="News", slug="news")
    tag = Tag.objects.create(site=site, name="Harbour", slug="harbour")
    author = Author.objects.create(site=site, name="Ann Field", slug="ann-field", user=people.creator)
    owned = {"site": site, "created_by": people.creator, "updated_by": people.creator}
    text = {"title": SECRET, "summary": SECRET, "body": f'<p data-id="noise000">{SECRET}</p>'}
    article = Article.objects.create(**owned, **text, slug="first", category=category)
    article.tags.add(tag)
    ArticleAuthor.objects.create(article=article, author=author)
    page = Page.objects.create(**owned, **text, slug="about", in_menu=True)
    terms = ["all", f"cat:{category.pk}", f"tag:{tag.pk}", f"author:{author.pk}", "featured"]
    deps = [f"category:{category.pk}", f"tag:{tag.pk}", f"author:{author.pk}"]
    _live(article, "article", "/articles/first/", terms, deps)
    _live(page, "page", "/about/", ["kind:page", "menu"], [])
    Redirect.objects.create(site=site, path="/old/", target="/articles/first/")
    draft = Article.objects.create(**owned, **text, slug="draft")
    due = timezone.now() - timedelta(hours=1)
    Schedule.objects.create(site=site, kind="article", object_id=draft.pk, due_at=due, state="cancelled")
    later = timezone.now() + timedelta(hours=1)
    PreviewLink.objects.create(site=site, kind="article", object_id=draft.pk, expires_at=later)


def _live(obj: Article | Page, kind: str, path: str, terms: list[str], deps: list[str]) -> None:
    now = timezone.now()
    revision = Revision.objects.create(
        site=obj.site, kind=kind, object_id=obj.pk, number=1, snapshot={"title": obj.title}, reason="published"
    )
    page = LivePage.objects.create(
        site=obj.site,
        path_key=path_key(path),
        path=path,
        kind=kind,
        object_id=obj.pk,
        revision=revision,
        language="en",
        translation_group=obj.translation_group,
        title=obj.title,
        summary=obj.summary,
        published_at=now,
        modified_at=now,
        render_version=RENDER_VERSION,
        etag="noise",
        body=obj.body,
    )
    LiveTerm.objects.bulk_create(LiveTerm(site=obj.site, page=page, term=term, published_at=now) for term in terms)
    LiveDep.objects.bulk_create(LiveDep(page=page, dep=dep) for dep in deps)
    type(obj).objects.filter(pk=obj.pk).update(state="published", published_at=now, live_revision=revision)
