"""What the edit page asks for: saving, publishing, scheduling, throwing away; each answers with what to tell."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.models import User
from accounts.sites.models import Site
from content.articles.forms import TextForm
from content.articles.models import Article
from content.articles.services import create_article, create_page
from content.articles.tagging import tags_named
from content.publishing import services
from content.publishing.exceptions import DraftGone, NotInTrash, PublishError
from content.publishing.models import LivePage, Revision

Text = Any


@dataclass(frozen=True)
class Told:
    """The outcome of a command, in words."""

    done: bool
    words: SafeString | str


def start(model: Any, *, site: Site, by: User, title: str = "") -> Text:
    """A new draft of this person, with nothing in it but a working title."""
    create = create_article if model is Article else create_page
    return create(site=site, by=by, title=title[:255])


def set_aside(obj: Text, *, by: User) -> None:
    """Freeze what stands in the row before somebody writes over it on purpose."""
    services.freeze(obj, by=by, reason="saved", label="Set aside in a conflict")


def store(form: TextForm, *, by: User, reason: str) -> Any:
    """Write what is valid and differs from the row; the result says which version is there now."""
    changes = form.changes()
    if "tags" in changes:
        changes["tags"] = [tag.pk for tag in tags_named(changes["tags"], site=form.instance.site, by=by)]
    version = form.cleaned_data.get("version", form.instance.version)
    if not changes and version != form.instance.version:
        version = form.instance.version  # the very same text has been saved already, by a page that was closed
    return services.save_draft(form.instance, by=by, version=version, changes=changes, reason=reason)


def label(revision: Revision, words: str) -> None:
    """A revision's text never changes; what people call it may."""
    Revision.objects.filter(pk=revision.pk).update(label=" ".join(words.split())[:120])


def moment(text: str, site: Site) -> datetime | None:
    """What a date-time field holds, in the site's time zone; None for what is no moment."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(site.time_zone))
    except ValueError:
        return None


def publish(obj: Text, data: Any, by: User) -> Told:
    page = services.publish(obj, by=by)
    path = page.path if isinstance(page, LivePage) else "/"
    return Told(True, format_html('Published. <a href="{}">See it on the site</a>', path))


def schedule(obj: Text, data: Any, by: User) -> Told:
    at = moment(data.get("_schedule_at", ""), obj.site)
    if at is None:
        return Told(False, "Choose the date and time at which this is to be published.")
    if at <= timezone.now():
        return Told(False, "That moment has passed. Choose a later one, or publish now.")
    services.publish(obj, by=by, at=at)
    return Told(True, f"Scheduled for {at:%-d %B %Y, %H:%M} ({obj.site.time_zone}), with the text as it stands now.")


def cancel_schedule(obj: Text, data: Any, by: User) -> Told:
    services.cancel_schedule(obj, by=by)
    return Told(True, "The schedule was cancelled.")


def unpublish(obj: Text, data: Any, by: User) -> Told:
    services.unpublish(obj, by=by)
    return Told(True, "Taken off the site. The text is kept as a draft.")


def trash(obj: Text, data: Any, by: User) -> Told:
    services.trash(obj, by=by)
    return Told(True, "Moved to the trash. You can restore it from there.")


def untrash(obj: Text, data: Any, by: User) -> Told:
    services.untrash(obj, by=by)
    return Told(True, "Restored from the trash as a draft.")


# Name of the button → what it does, and the right that it takes.
COMMANDS: dict[str, tuple[Callable[[Text, Any, User], Told], str]] = {
    "_publish": (publish, "publish"),
    "_schedule": (schedule, "publish"),
    "_cancel_schedule": (cancel_schedule, "publish"),
    "_unpublish": (unpublish, "publish"),
    "_trash": (trash, "delete"),
    "_untrash": (untrash, "delete"),
}


def obey(name: str, obj: Text, data: Any, *, by: User) -> Told:
    """Run one command; what stands in the way is told in the result."""
    try:
        return COMMANDS[name][0](obj, data, by)
    except PublishError as error:
        lines = format_html_join("", "<li>{}</li>", ((problem,) for problem in error.problems))
        return Told(False, format_html("This cannot be done yet:<ul>{}</ul>", lines))
    except (DraftGone, NotInTrash) as error:
        return Told(False, str(error))
