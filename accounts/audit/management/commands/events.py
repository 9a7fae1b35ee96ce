"""`manage.py events`: what has been announced, what waits, what is dead; replay."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count, Q

from accounts.audit.events import all_events
from accounts.audit.models import Delivery, Entry
from accounts.audit.querysets import DeliveryQuerySet
from accounts.audit.services import replay

SHOWN = 50


class Command(BaseCommand):
    help = "Show announced events and their deliveries; --dead lists what failed, --replay tries it again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dead", action="store_true", help="list dead deliveries with their errors")
        parser.add_argument("--replay", metavar="ID|all", help="try dead deliveries again: one id of --dead, or all")
        parser.add_argument("--site", metavar="DOMAIN", help="only events of the site at this domain")

    def handle(self, *args: Any, **options: Any) -> None:
        deliveries = self._deliveries(options["site"])
        if options["replay"]:
            self._replay(deliveries, options["replay"])
        elif options["dead"]:
            self._list_dead(deliveries.dead())
        else:
            self._summarise(deliveries)

    def _deliveries(self, domain: str | None) -> DeliveryQuerySet:
        deliveries = Delivery.objects.all()
        if domain is None:
            return deliveries
        deliveries = deliveries.filter(entry__site__domains__host=domain.strip().rstrip(".").lower())
        if not deliveries.exists():
            self.stderr.write(f"No event of a site at {domain} has a receiver; check the domain if that surprises you.")
        return deliveries

    def _replay(self, deliveries: DeliveryQuerySet, which: str) -> None:
        if which != "all":
            if not which.isdecimal():
                raise CommandError("--replay takes a number that `events --dead` shows, or `all`.")
            deliveries = deliveries.filter(pk=int(which))
            if not deliveries.dead().exists():
                raise CommandError(f"Delivery {which} is not dead; `events --dead` lists those that are.")
        count = replay(deliveries, by=None)
        self.stdout.write(f"{count} dead deliveries are on their way again.")

    def _list_dead(self, dead: DeliveryQuerySet) -> None:
        total = dead.count()
        for delivery in dead.select_related("entry")[:SHOWN]:
            self.stdout.write(
                f"{delivery.pk}  {delivery.entry.topic}  {delivery.receiver}  "
                f"{delivery.attempts} attempts\n    {delivery.error}"
            )
        if total > SHOWN:
            self.stdout.write(f"… and {total - SHOWN} more")
        self.stdout.write(f"{total} dead deliveries" + ("; replay with --replay ID or --replay all" if total else ""))

    def _summarise(self, deliveries: DeliveryQuerySet) -> None:
        counts = {
            row["entry__topic"]: row
            for row in deliveries.order_by()
            .values("entry__topic")
            .annotate(
                done=Count("pk", filter=Q(state="done")),
                waiting=Count("pk", filter=Q(state__in=["pending", "running"])),
                dead=Count("pk", filter=Q(state="dead")),
            )
        }
        self.stdout.write(f"{'event':44} {'done':>8} {'waiting':>8} {'dead':>6}")
        for event in all_events():
            row = counts.get(event.topic, {"done": 0, "waiting": 0, "dead": 0})
            self.stdout.write(f"{event.topic:44} {row['done']:8} {row['waiting']:8} {row['dead']:6}")
        self.stdout.write(f"{Entry.objects.count()} entries in the log")
