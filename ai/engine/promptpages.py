"""What the pages of prompts show."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.jobs.services import worker_is_missing
from accounts.sites.models import Site
from ai.engine import gates, overview, prompting, trials, vetting
from ai.engine.models import PromptOverride, Run
from ai.engine.prompting import Prompt
from aicmr.lib import diff

if TYPE_CHECKING:
    from ai.engine.overview import Chain

MOST_VERSIONS = 100
COUNTED_DAYS = 30


@dataclass(frozen=True)
class Line:
    """One prompt in the list. `own`: the site's version that counts."""

    prompt: Prompt
    own: PromptOverride | None
    versions: int
    draft: PromptOverride | None
    chain: "Chain"
    runs: int

    @property
    def room(self) -> str:
        return self.prompt.purpose.partition(".")[0]


@dataclass(frozen=True)
class Version:
    """`state`: used, draft, or past."""

    row: PromptOverride
    state: str
    faults: list[str]
    objection: str


def lines(site: Site) -> list[Line]:
    """Every prompt of the program; as many queries whatever the number of versions."""
    own: dict[str, list[PromptOverride]] = {}
    rows = PromptOverride.objects.filter(site=site).select_related("created_by", "used_by").defer("text")
    for row in rows.order_by("purpose", "-version"):
        own.setdefault(row.purpose, []).append(row)
    since = timezone.now() - timedelta(days=COUNTED_DAYS)
    counted = Run.objects.filter(site=site, created_at__gte=since, attempt__gt=0).order_by().values("purpose")
    runs = {row["purpose"]: row["made"] for row in counted.annotate(made=Count("pk"))}
    found = []
    for chain in overview.chains(site):
        versions = own.get(chain.purpose, [])
        current = next((row for row in versions if row.is_active), None)
        draft = versions[0] if versions and not versions[0].is_active and versions[0].used_at is None else None
        prompt = prompting.files()[chain.purpose]
        found.append(Line(prompt, current, len(versions), draft, chain, runs.get(chain.purpose, 0)))
    return found


def versions(site: Site, purpose: str) -> list[PromptOverride]:
    rows = PromptOverride.objects.filter(site=site, purpose=purpose).select_related("created_by", "used_by")
    return list(rows.order_by("-version")[:MOST_VERSIONS])


def context(site: Site, purpose: str, rows: list[PromptOverride]) -> dict[str, Any]:
    """One prompt: what it is for, its variables, who is asked, its versions."""
    shipped = prompting.files()[purpose]
    current = next((row for row in rows if row.is_active), None)
    counts = prompting.of_version(current) if current else shipped
    needed = {variable.name for variable in shipped.variables if variable.is_needed}
    variables = [(name, about, name in needed) for name, about in sorted(vetting.known_variables(shipped).items())]
    return {
        "purpose": purpose,
        "shipped": shipped,
        "current": current,
        "counts": counts,
        "variables": variables,
        "chain": overview.chain(site, purpose),
        "versions": _versions(site, purpose, rows, current),
    }


def _versions(site: Site, purpose: str, rows: list[PromptOverride], current: PromptOverride | None) -> list[Version]:
    objections = gates.objections(site, purpose, [row.text for row in rows if row != current])
    return [_version(row, current, objections.get(row.text, "")) for row in rows]


def _version(row: PromptOverride, current: PromptOverride | None, objection: str) -> Version:
    if row == current:
        return Version(row, "used", [], "")
    state = "draft" if row.used_at is None and not row.is_active else "past"
    faults = vetting.problems(row.text, row.purpose)
    return Version(row, state, faults, "" if faults else objection)


def skeleton(purpose: str) -> dict[str, Any]:
    """Variables to fill in, where no article can be chosen."""
    filled: dict[str, Any] = {}
    for name in vetting.known_variables(prompting.files()[purpose]):
        at = filled
        *above, last = name.split(".")
        for part in above:
            at = at.setdefault(part, {}) if isinstance(at.get(part, {}), dict) else {}
        at.setdefault(last, "")
    return filled


def compared(before: Prompt, after: Prompt) -> Any:
    """The difference by words, as HTML."""
    return diff.words_html(diff.words(before.source, after.source))


def trial(job: Job) -> dict[str, Any]:
    """A test run: a column for each version, with what its run has brought so far."""
    names = job.payload["versions"]
    keys = [f"trial:{job.public_id}:{place}" for place in range(len(names))]
    runs = {run.key: run for run in Run.objects.filter(site=job.site, key__in=keys)}
    columns = []
    for name, key in zip(names, keys, strict=True):
        run = runs.get(key)
        calls = Run.objects.of_request(run).figures() if run else {}
        columns.append({"name": name, "run": run, "repaired": _repaired(run), "spent": calls, "label": _label(name)})
    missing = job.is_open and worker_is_missing()
    return {"job": job, "columns": columns, "told": job.payload["context"], "worker_missing": missing}


def _repaired(run: Run | None) -> bool:
    return bool(run and Run.objects.filter(head=run, error_kind="guard").exists())


def _label(name: str) -> str:
    return "The program's own text" if name == trials.SHIPPED else f"Version {name}"
