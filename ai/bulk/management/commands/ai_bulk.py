"""manage.py ai_bulk TASK: one AI task for many texts, on the server; results wait in the queue of proposals."""

import time
from argparse import ArgumentParser
from dataclasses import replace
from typing import Any

from django.core.management.base import CommandError
from tqdm import tqdm

from accounts.jobs.services import worker_is_missing
from accounts.sites.commands import SiteCommand
from ai.bulk import panels, planning
from ai.bulk.choosing import Choice
from ai.bulk.chores import CHORES
from ai.bulk.exceptions import NothingToDo
from ai.bulk.models import Bulk
from ai.bulk.planning import Plan
from ai.bulk.services import cancel_bulk, resume_bulk, start_bulk
from ai.providers.exceptions import NoModel

NO_WORKER = 10.0  # seconds without a sign of life
FAILED = "It ended as {state}: {error} Go on with: manage.py ai_bulk --resume {bulk}"


class Command(SiteCommand):
    help = (
        "Summaries, titles and descriptions for search engines, tags, alternative texts or translations for many texts."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("task", nargs="?", metavar="TASK", help=", ".join(CHORES))
        parser.add_argument("--query", default="", help='such as: state=published category=news "words of the title"')
        parser.add_argument("--ids", default="", help="ids of articles, separated by commas")
        parser.add_argument("--missing", action="store_true", help="only articles that have none yet")
        parser.add_argument("--again", action="store_true", help="also articles for which a proposal waits")
        parser.add_argument("--language", default="", help="into which language, for translate")
        parser.add_argument("--dry-run", action="store_true", help="count and price, nothing else")
        parser.add_argument("--yes", action="store_true", help="begin without asking")
        parser.add_argument("--no-wait", action="store_true", help="begin, and leave it to the worker")
        parser.add_argument("--resume", metavar="ID", help="go on with what was stopped")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["resume"]:
            return self._resume(options["resume"], options)
        if not options["task"]:
            raise CommandError(f"Say which task: {', '.join(CHORES)}.")
        try:
            plan = self._plan(options)
            self._tell(plan)
            if options["dry_run"]:
                return None
            if not options["yes"] and input("Begin? [y/N] ").strip().lower() not in ("y", "yes"):
                raise CommandError("Nothing was begun.")
            bulk = start_bulk(plan, site=self.site, by=None)
        except (NothingToDo, NoModel) as error:
            raise CommandError(str(error)) from None
        return self._follow(bulk, options)

    def _plan(self, options: dict[str, Any]) -> Plan:
        choice = Choice.parse(options["query"], missing=options["missing"], again=options["again"])
        if options["ids"]:
            choice = replace(choice, ids=Choice.of({"ids": options["ids"]}).ids)
        return planning.plan(options["task"], choice, site=self.site, by=None, language=options["language"])

    def _tell(self, plan: Plan) -> None:
        self.stdout.write(f"{plan.chore.label}: {plan.count} texts.")
        for reason, count in plan.left_out.items():
            self.stdout.write(f"  {count} left out: {reason}.")
        self.stdout.write(panels.price(plan.cost))
        if not plan.is_exact:
            self.stdout.write(f"  Measured on {plan.sampled} of them, reckoned for all.")
        if plan.no_room:
            self.stdout.write(f"  {plan.no_room} It will stop there, and can go on later.")

    def _resume(self, name: str, options: dict[str, Any]) -> None:
        bulk = Bulk.objects.filter(site=self.site, public_id=name).select_related("job").first()
        if bulk is None:
            raise CommandError(f"There is no bulk work {name} on {self.site}.")
        if not resume_bulk(bulk, by=None):
            raise CommandError("It is at work already, or its job is gone.")
        self._follow(bulk, options)

    def _follow(self, bulk: Bulk, options: dict[str, Any]) -> None:
        self.stdout.write(f"Bulk work {bulk.public_id}: /admin/bulk/bulk/{bulk.pk}/change/")
        if options["no_wait"] or bulk.job is None:
            return
        try:
            self._watch(bulk)
        except KeyboardInterrupt:
            cancel_bulk(bulk, by=None)
            raise CommandError(f"Stopped. Go on with: manage.py ai_bulk --resume {bulk.public_id}") from None
        bulk.job.refresh_from_db()
        counts = bulk.items.counts()
        told = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
        self.stdout.write(f"{told}. {panels.spent(bulk)} The proposals wait at {_queue(bulk)}")
        if bulk.job.state != "done":
            raise CommandError(FAILED.format(state=bulk.job.state, error=bulk.job.error, bulk=bulk.public_id))

    def _watch(self, bulk: Bulk) -> None:
        job, began = bulk.job, time.monotonic()
        assert job is not None  # noqa: S101 - it was begun
        with tqdm(total=bulk.total, unit="text", disable=None) as bar:
            while job.is_open:
                time.sleep(0.5)
                job.refresh_from_db()
                bar.update(job.done - bar.n)
                if worker_is_missing() and time.monotonic() - began > NO_WORKER and not job.done:
                    raise CommandError("No worker is running, so nothing happens. Start one; the work is kept.")


def _queue(bulk: Bulk) -> str:
    return f"/admin/proposals/proposal/?bundle={bulk.public_id}"
