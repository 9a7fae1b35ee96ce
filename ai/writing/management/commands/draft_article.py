"""manage.py draft_article BRIEF.md: the main job from the shell, through the worker."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from accounts.models import User
from accounts.sites.commands import SiteCommand
from accounts.sites.membership import can
from ai.engine.services import NotAllowed
from ai.writing import briefs, following
from ai.writing.following import NoWorker
from ai.writing.models import Draft
from ai.writing.services import cancel_draft, decide_all, start_draft
from content.publishing.services import PublishError


class Command(SiteCommand):
    help = (
        "Draft an article from a brief: a text file with front matter (topic, audience, tone, length, language, "
        "instructions, sources) and facts. Without --as the site itself proposes, and a person decides in the admin."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("brief", metavar="BRIEF.md", type=Path)
        parser.add_argument("--as", dest="email", metavar="EMAIL", help="accept everything as this person")
        parser.add_argument("--publish", action="store_true", help="publish it too, if this person may (needs --as)")
        parser.add_argument("--wait", type=float, default=900, metavar="SECONDS", help="give up after so long")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["publish"] and not options["email"]:
            raise CommandError("--publish needs --as EMAIL: only a person publishes.")
        person = self._person(options["email"]) if options["email"] else None
        try:
            parsed = briefs.read(options["brief"])
        except briefs.BriefError as error:
            name = str(options["brief"])
            raise CommandError(str(error) if str(error).startswith(name) else f"{name}: {error}") from None
        for warning in parsed.warnings:
            self.stderr.write(f"{options['brief']}: {warning}")
        if person and options["publish"]:
            self._check_right(person)
        draft = self._written(parsed, person, options["wait"])
        self._report(draft)
        if person:
            self._accept(draft, person)
        if person and options["publish"]:
            self._publish(draft, person)

    def _person(self, email: str) -> User:
        found = User.objects.filter(email=email.strip().lower(), is_active=True).first()
        if found is None:
            raise CommandError(f"There is no active account with the e-mail address {email}.")
        return found

    def _check_right(self, person: User) -> None:
        """Told before anything is written and paid."""
        if not can(person, self.site, "articles.publish_article"):
            name = self.site.name
            raise CommandError(f"{person.email} may not publish on {name}; leave --publish out, or ask an editor.")

    def _written(self, parsed: briefs.ParsedBrief, person: User | None, wait: float) -> Draft:
        try:
            following.check_worker()
            draft = start_draft(parsed, site=self.site, by=person)
        except (NoWorker, NotAllowed) as error:
            raise CommandError(str(error)) from None
        try:
            done = following.follow(draft, wait=wait, say=lambda line: self.stdout.write(line, ending=""))
        except KeyboardInterrupt:
            cancel_draft(draft, by=person)
            raise CommandError("Cancelled. Nothing was put into the article.") from None
        except NoWorker as error:
            cancel_draft(draft, by=person)
            raise CommandError(str(error)) from None
        if done.state != Draft.State.PROPOSED:
            reason = done.error or (done.job.error if done.job else "") or done.get_state_display()
            raise CommandError(f"The draft was not finished: {reason} See {following.admin_address(done)}")
        return done

    def _report(self, draft: Draft) -> None:
        for line in following.report(draft):
            self.stdout.write(line)

    def _accept(self, draft: Draft, person: User) -> None:
        result = decide_all(draft, by=person, accepts=True)
        if result.problems:
            raise CommandError("Not everything was accepted. " + " ".join(result.problems))
        self.stdout.write(f"Accepted as {person.email}: {result.done} proposals.")

    def _publish(self, draft: Draft, person: User) -> None:
        try:
            address = following.publish_draft(draft, person)
        except PublishError as error:
            raise CommandError("Not published. " + " ".join(error.problems)) from None
        self.stdout.write(f"Published: {address}")
