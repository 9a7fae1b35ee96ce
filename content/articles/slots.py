"""The places of the edit page that higher rooms may fill."""

from content.slots import declare

declare(
    "article.edit.field",
    "Beside a field of the edit page (title, summary, slug, seo_title, seo_description, tags); context: request, "
    "object, field",
)
declare("article.edit.side", "Cards in the side column of the edit page; context: request, object")
declare(
    "article.revision.text",
    "Under a comparison of revisions; context: request, object, body (the newer side's), number (0: the draft)",
)
declare("article.edit.body", "Over the text of the edit page; context: request, object")
