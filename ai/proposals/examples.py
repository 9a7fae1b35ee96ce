"""Accepted texts as examples for prompts: of the site itself, by a language model, as they were accepted."""

from ai.engine.examples import Asked, Example, register
from ai.proposals.models import Provenance
from ai.proposals.models.proposals import BUILT_IN
from ai.proposals.querysets import rows_of

KIND = "article"
LOOKED_AT = 40
LEAST_CHARS, MOST_CHARS = 10, 900


@register
def accepted(asked: Asked) -> list[Example]:
    """Newest first, one for each text, of its language; what was taken back, or is in the trash, is no example."""
    rows = Provenance.objects.for_site(asked.site).standing()
    rows = rows.filter(purpose=asked.purpose, kind=KIND, block_id="").exclude(model__in=["", BUILT_IN])
    newest: dict[int, Provenance] = {}
    for row in rows.order_by("-pk").only("public_id", "object_id", "text")[:LOOKED_AT]:
        newest.setdefault(row.object_id, row)
    spoken = dict(rows_of(KIND, asked.site).filter(pk__in=newest).values_list("pk", "language"))
    wanted = asked.language.split("-")[0]
    return [
        Example(row.public_id, f"{KIND}:{pk}", row.text)
        for pk, row in newest.items()
        if pk in spoken
        and (spoken[pk] or asked.site.locale).split("-")[0] == wanted
        and LEAST_CHARS <= len(row.text) <= MOST_CHARS
    ]
