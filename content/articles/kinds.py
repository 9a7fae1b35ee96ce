"""What this room publishes."""

from content.kinds import register

_SNAPSHOTS = "content.articles.snapshots"

register(
    "article",
    model="articles.Article",
    template="reader/article.html",
    label="Article",
    build="content.articles.rendering.build_articles",
    snapshot=f"{_SNAPSHOTS}.snapshot_articles",
    clean=f"{_SNAPSHOTS}.clean",
    restore=f"{_SNAPSHOTS}.restore",
    relate=f"{_SNAPSHOTS}.relate",
)
register(
    "page",
    model="articles.Page",
    template="reader/page.html",
    label="Page",
    build="content.articles.rendering.build_pages",
    snapshot=f"{_SNAPSHOTS}.snapshot_pages",
    clean=f"{_SNAPSHOTS}.clean",
    restore=f"{_SNAPSHOTS}.restore",
    relate=f"{_SNAPSHOTS}.relate",
    subtree="content.articles.trees.subtree",
    rehome="content.articles.trees.rehome",
)
