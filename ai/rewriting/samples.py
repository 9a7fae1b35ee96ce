"""What the prompts of this room are tried on: of an article of the site the passage that the action is most for."""

from functools import partial
from typing import Any

from accounts.sites.models import Site
from ai.engine.samples import Samples, offer
from ai.local import language as languages
from ai.rewriting import shaping, telling
from ai.rewriting.actions import ACTIONS, Action
from ai.rewriting.models import Rewrite
from ai.rewriting.working import LONGEST
from ai.writing.samples import article, articles
from aicmr.lib import html

NO_PASSAGE = "it has no passage that can be sent for this."
# What an editor would choose or write, where an action takes it.
TONE = "friendly"
WISH = "Address the reader directly."
INTO = ("de", "en")


def _context(action: Action, site: Site, reference: str) -> dict[str, Any]:
    obj = article(site, reference)
    blocks = html.blocks(obj.body)
    fitting = [at for at, block in enumerate(blocks) if block.tag in action.blocks and 0 < len(block.html) <= LONGEST]
    if not any(blocks[at].text for at in fitting):
        raise LookupError(NO_PASSAGE)
    # The longest one says most; what continues a text stands at its end.
    at = fitting[-1] if action.adds else max(fitting, key=lambda place: len(blocks[place].text))
    told = Rewrite(site=site, kind="article", object_id=obj.pk, action=action.name, **_wish(action, obj))
    return telling.context(told, obj, blocks, at, shaping.shaped(blocks[at].html))


def _wish(action: Action, obj: Any) -> dict[str, str]:
    own = obj.language or obj.site.locale
    into = next(code for code in INTO if not languages.same(code, own))
    return {"tone": {"tone": TONE}, "translate": {"language": into}, "instruct": {"instruction": WISH}}.get(
        action.name, {}
    )


for _action in ACTIONS.values():
    _parts: Any = [partial(_context, _action), partial(telling.expectation, _action)]
    offer(_action.purpose, Samples(articles, *_parts))
