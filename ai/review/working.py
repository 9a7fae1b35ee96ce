"""Reads a text: rules first, which need no model, then a model chunk by chunk. Writes notes, never the text."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from accounts.jobs.exceptions import Cancelled, JobFailed
from accounts.jobs.running import JobHandle
from ai.engine import services as engine
from ai.engine.services import Expect, Forbidden
from ai.proposals.querysets import editable, rows_of
from ai.providers import routing
from ai.providers.exceptions import NoModel
from ai.review import chunks, sifting
from ai.review.models import Review
from ai.review.noting import Noter
from ai.writing.guidelines import categories_of
from aicmr.lib import html
from aicmr.lib.text import count_words
from content.quality import house as quality
from content.quality.checking import check
from content.quality.house import House

PURPOSE = "review.page"
FIELDS = ("title", "summary", "seo_title", "seo_description")
GONE = "This text is not there any more, or you may not change it."
LOCAL = "No language model is set up, so only the rules have looked at the text."


def run(handle: JobHandle) -> dict[str, Any]:
    """The job `review.read`; payload: {"review"}. A killed worker's successor pays for no chunk twice."""
    review = Review.objects.select_related("site", "created_by").get(pk=handle.payload["review"])
    obj = _text(review)
    language = obj.language or review.site.locale
    portions = chunks.chunks(review.body)
    handle.progress(0, len(portions) + 1)
    house = quality.house(
        review.site, language=language, categories=categories_of(review.site, review.scope), text=review.body
    )
    noter = Noter(review, obj, house)
    fields = {name: str(getattr(obj, name, "")) for name in FIELDS}
    noter.by_rules(check(review.site, review.body, language=language, fields=fields, rules_of=house))
    handle.progress(1)
    _by_model(handle, review, noter, portions, language, obj.title, house)
    Review.objects.filter(pk=review.pk).update(is_done=True)
    return {"notes": review.notes.count()}


def without_model(review_site: Any) -> str:
    """Why no language model would be asked, or ''."""
    try:
        target = next(iter(routing.targets(review_site, PURPOSE)), routing.LOCAL)
    except NoModel as error:
        return error.message
    return LOCAL if target.is_local else ""


def _text(review: Review) -> Any:
    """As the person who asked may edit it now. Raises JobFailed."""
    by = review.created_by
    rows = editable(review.kind, by, review.site) if by else rows_of(review.kind, review.site)
    obj = rows.filter(pk=review.object_id).first()
    if obj is None:
        raise JobFailed(GONE)
    return obj


def _by_model(
    handle: JobHandle, review: Review, noter: Noter, portions: list[list[chunks.Piece]], language: str, title: str,
    house: House,
) -> None:  # fmt: skip
    """Notes of a model; what was found before a cancel or a failure is kept. Raises RunFailed, Cancelled."""
    reader = _Reader(handle, review, language, title, house)
    reason = without_model(review.site) if portions else ""
    try:
        if not reason:
            reader.read(portions)
    except Forbidden as error:
        reason = error.message
    except (Cancelled, engine.Cancelled, engine.RunFailed):
        _keep(review, noter, reader)
        raise
    _keep(review, noter, reader)
    Review.objects.filter(pk=review.pk).update(without_model=reason, dropped=dict(reader.dropped))


@dataclass
class _Reader:
    """Asks chunk by chunk and sifts; `found` are notes with the run that they come from."""

    handle: JobHandle
    review: Review
    language: str
    title: str
    house: House
    found: list[tuple[sifting.Found, Any]] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)

    def read(self, portions: list[list[chunks.Piece]]) -> None:
        for place, portion in enumerate(portions):
            self.handle.check()
            before = portions[place - 1] if place else []
            told = chunks.context(portion, before, title=self.title, language=self.language)
            answer = _ask(self.handle, self.review, told, place, self.house)
            sifted = sifting.sift(
                answer.data or {}, portion, codes=[row.code for row in self.house.guidelines], language=self.language,
                wordings=tuple(row.wording for row in self.house.terms if row.forbidden),
            )  # fmt: skip
            self.dropped += sifted.dropped
            self.found += [(each, answer.run) for each in sifted.notes]
            Review.objects.filter(pk=self.review.pk).update(used_model=True, chunks_done=place + 1)
            self.handle.progress(place + 2)


def _ask(handle: JobHandle, review: Review, told: dict[str, Any], place: int, house: House) -> engine.RunResult:
    """A reason may say what a rule says: that is no echo of the prompt."""
    rules = [f"{row.title}: {row.rule} Good: {row.good} Bad: {row.bad}" for row in house.guidelines]
    known = "\n".join([*rules, told["title"], told["before"], *(block["text"] for block in told["blocks"])])
    return engine.run(
        PURPOSE, told, by=review.created_by, site=review.site, scope=review.scope, key=review.key(place),
        expect=Expect(known=known), on_text=lambda _: handle.glance(),
    )  # fmt: skip


def _keep(review: Review, noter: Noter, reader: _Reader) -> None:
    """The best of all chunks together become rows; how many did not is counted by reason."""
    runs = {id(each): run for each, run in reader.found}
    known = set(review.notes.exclude(rule="").values_list("block_id", "quote"))
    words = count_words(html.to_text(review.body))
    kept, dropped = sifting.merged([each for each, _ in reader.found], words, known)
    reader.dropped += dropped
    for each in kept:
        noter.by_model([each], runs[id(each)])
