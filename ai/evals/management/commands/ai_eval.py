"""manage.py ai_eval PURPOSE: prompt and model versions against accepted texts; a regression is refused."""

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from tqdm import tqdm

from accounts.jobs.services import worker_is_missing
from accounts.sites.commands import SiteCommand
from ai.engine.models import PromptOverride
from ai.engine.services import PromptError, PromptRefused, use_prompt
from ai.evals import comparing, figures, panels
from ai.evals.comparing import NO_SET, Plan
from ai.evals.exceptions import NothingToCompare
from ai.evals.models import EvalRun, GoldenSet
from ai.evals.services import build_set, cancel_eval, force, resume_eval, start_eval
from ai.providers.exceptions import NoModel
from aicmr.lib.text import whole

NO_WORKER = 10.0  # seconds without a sign of life
TITLES = ("", "version", "texts", "passed", "usable", "similar", "length", "language", "p50", "p95", "tokens", "cost")
ROW = "{:2} {:40.40} {:>5} {:>7} {:>7} {:>7} {:>7} {:>8} {:>8} {:>8} {:>9} {:>14}"


class Command(SiteCommand):
    help = "Compare prompt and model versions on accepted texts; ends with 1 where one is worse than what is in use."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("purpose", metavar="PURPOSE", help="such as writing.title")
        parser.add_argument("--prompt-version", nargs="+", default=[], metavar="N", help="numbers, or “file”")
        parser.add_argument("--model", nargs="+", default=[], metavar="M", help="names, as the provider calls them")
        parser.add_argument("--set", default="", metavar="NAME", help="which golden set; else the newest")
        parser.add_argument("--build", action="store_true", help="first build the set from accepted texts")
        parser.add_argument("--limit", type=int, default=0, help="texts at most")
        parser.add_argument("--use", metavar="N", default="", help="take this version into use if it is not worse")
        parser.add_argument("--force", nargs="?", const="forced in the shell", default="", metavar="WHY",
                            help="go on although a version is worse; who and why is recorded")  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="count and price, nothing else")
        parser.add_argument("--json", action="store_true", help="the figures as JSON")
        parser.add_argument("--resume", metavar="ID", help="go on with what was stopped")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            evaluation = self._resumed(options) if options["resume"] else self._begun(options)
        except (NothingToCompare, NoModel) as error:
            raise CommandError(str(error)) from None
        if evaluation is None:
            return
        self._follow(evaluation)
        self._tell(evaluation, options)

    def _begun(self, options: dict[str, Any]) -> EvalRun | None:
        versions = [*options["prompt_version"], *([options["use"]] if options["use"] else [])]
        draft = "" if versions or options["model"] else comparing.newest_draft(self.site, options["purpose"])
        plan = comparing.plan(
            self._set(options), by=None, versions=versions or [draft] * bool(draft), models=options["model"],
            limit=max(0, options["limit"]),
        )  # fmt: skip
        self._announce(plan)
        return None if options["dry_run"] else start_eval(plan, by=None)

    def _set(self, options: dict[str, Any]) -> GoldenSet:
        purpose, name = options["purpose"], options["set"]
        if options["build"]:
            name = name or f"Accepted texts of {time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime())}"
            return build_set(site=self.site, purpose=purpose, name=name, by=None)
        rows = GoldenSet.objects.filter(site=self.site, purpose=purpose)
        found = (rows.filter(name=name) if name else rows).order_by("-pk").first()
        if found is None:
            known = ", ".join(f"“{row}”" for row in rows.values_list("name", flat=True)[:20])
            add = f" There are {known}." if known else " Add --build."
            raise NothingToCompare(NO_SET.format(purpose=purpose) + add)
        return found

    def _announce(self, plan: Plan) -> None:
        count = len(plan.items)
        self._say(f"{plan.golden_set.name}: {count} texts, {len(plan.variants)} versions. {panels.price(plan.cost)}")
        if plan.no_room:
            self._say(f"{plan.no_room} It will stop there, and can go on later.")

    def _resumed(self, options: dict[str, Any]) -> EvalRun:
        rows = EvalRun.objects.filter(site=self.site, purpose=options["purpose"]).select_related("job", "golden_set")
        evaluation = rows.filter(public_id=options["resume"]).first()
        if evaluation is None:
            raise NothingToCompare(f"There is no evaluation {options['resume']} of this prompt on {self.site}.")
        if not resume_eval(evaluation, by=None):
            raise NothingToCompare("It is at work already, or its job is gone.")
        return evaluation

    def _follow(self, evaluation: EvalRun) -> None:
        self._say(f"Evaluation {evaluation.public_id}: /admin/evals/evalrun/{evaluation.pk}/change/")
        again = f"Go on with: manage.py ai_eval {evaluation.purpose} --resume {evaluation.public_id}"
        try:
            self._watch(evaluation)
        except KeyboardInterrupt:
            cancel_eval(evaluation, by=None)
            raise CommandError(f"Stopped. {again}") from None
        job = evaluation.job
        assert job is not None  # noqa: S101 - it was begun
        job.refresh_from_db()
        if job.state != "done":
            raise CommandError(f"It ended as {job.state}: {job.error} {again}")

    def _watch(self, evaluation: EvalRun) -> None:
        job, began = evaluation.job, time.monotonic()
        assert job is not None  # noqa: S101 - it was begun
        job.refresh_from_db()
        with tqdm(total=evaluation.total, unit="call", disable=None) as bar:
            while job.is_open:
                time.sleep(0.5)
                job.refresh_from_db()
                bar.update(job.done - bar.n)
                if worker_is_missing() and time.monotonic() - began > NO_WORKER and not job.done:
                    raise CommandError("No worker is running, so nothing happens. Start one; the work is kept.")

    def _tell(self, evaluation: EvalRun, options: dict[str, Any]) -> None:
        rows = figures.of(evaluation)
        worse = {place: figures.worse(row, rows[0]) for place, row in enumerate(rows) if place}
        if options["json"]:
            told = [row.as_dict() | {"worse": worse.get(place, [])} for place, row in enumerate(rows)]
            self.stdout.write(json.dumps({"id": evaluation.public_id, "versions": told}, ensure_ascii=False, indent=2))
        else:
            self._table(rows, worse)
        self._judged(evaluation, worse, options)

    def _table(self, rows: list[figures.Figures], worse: dict[int, list[str]]) -> None:
        self.stdout.write(ROW.format(*TITLES))
        for place, row in enumerate(rows):
            mark = "→" if not place else "✗" if worse[place] else " "
            language = "–" if row.language is None else f"{row.language:.0%}"
            self.stdout.write(ROW.format(
                mark, row.variant.label, row.items, f"{row.passed:.0%}", f"{row.usable:.0%}", f"{row.similarity:.3f}",
                f"{row.length:.2f}", language, f"{row.p50 / 1000:.2f} s", f"{row.p95 / 1000:.2f} s", f"{row.tokens:,}",
                row.cost,
            ))  # fmt: skip
        self.stdout.write("→ in use. Similarity is chrF to the accepted text; length is a share of its characters.")

    def _judged(self, evaluation: EvalRun, worse: dict[int, list[str]], options: dict[str, Any]) -> None:
        """Raises CommandError where a version is worse, and nobody insists."""
        said = "; ".join(f"version {place + 1}: {', '.join(why)}" for place, why in worse.items() if why)
        if said and not options["force"]:
            raise CommandError(f"Worse than what is in use. {said}. Use it all the same with --force WHY.")
        if said:
            force(evaluation, by=None, why=options["force"])
            self._say(f"Worse than what is in use ({said}), and forced: {options['force']}")
        if options["use"]:
            self._take(options)

    def _take(self, options: dict[str, Any]) -> None:
        rows = PromptOverride.objects.filter(site=self.site, purpose=options["purpose"])
        row = rows.filter(version=whole(options["use"])).first()
        if row is None:
            raise CommandError("--use takes the number of one of the site's versions.")
        try:
            used = use_prompt(row, by=None, force=options["force"])
        except (PromptRefused, PromptError) as error:
            raise CommandError(str(error)) from None
        self._say(f"Version {used.version} of {used.purpose} counts from now on.")

    def _say(self, text: str) -> None:
        """Beside the figures, so that what is piped is figures only."""
        self.stderr.write(text)
