"""`manage.py consumers list|run|retry|replay`: who follows the log, and what waits for a person."""

from typing import Any
from uuid import UUID

from django.core.management import BaseCommand, CommandError, CommandParser

from content_models.said import first_line
from editorial.editions.consumers import registry, selectors, services
from editorial.editions.consumers.attempts import Run
from editorial.editions.consumers.models import ConsumerCursor, ParkedItem


class Command(BaseCommand):
    help = "List the consumers of the log, run one, retry what is parked, or replay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["list", "run", "retry", "replay"])
        parser.add_argument("name", nargs="?", help="a consumer; without it all (list and run)")
        parser.add_argument("item", nargs="?", type=UUID, help="one item (retry)")
        parser.add_argument("--from", dest="seq", type=int, help="replay what comes after this")

    def handle(self, *_args: Any, **options: Any) -> None:
        name = options["name"]
        if name is not None and name not in registry.names():
            known = ", ".join(registry.names()) or "none"
            raise CommandError(f"There is no consumer {name!r}; there are: {known}.")
        if options["action"] in ("retry", "replay") and name is None:
            raise CommandError("Name the consumer.")
        getattr(self, f"_{options['action']}")(options)

    def _list(self, _options: dict[str, Any]) -> None:
        head, _hash = selectors.head()
        known = ConsumerCursor.objects.exclude(name__in=registry.names())
        for name in [*registry.names(), *known.values_list("name", flat=True).order_by("name")]:
            cursor = ConsumerCursor.objects.filter(name=name).first()
            seq = cursor.seq if cursor else 0
            state = self._state(name, cursor)
            waiting = ParkedItem.objects.filter(consumer=name)
            parked = waiting.filter(is_parked=True).count()
            self.stdout.write(
                f"{name:24} {state:8} at {seq}, {head - seq} behind, "
                f"{waiting.count()} failed of which {parked} parked"
            )
            for row in waiting.order_by("-is_parked", "first_seq")[:20]:
                self.stdout.write(
                    f"    {row.content_id} {row.lang} from {row.first_seq}, "
                    f"{row.attempts} attempts: {first_line(row.error)}"
                )
            if cursor and cursor.error:
                self.stdout.write(f"    paused until {cursor.paused_until}: {cursor.error}")
        if not registry.names():
            self.stdout.write("Nobody follows the log.")

    def _state(self, name: str, cursor: ConsumerCursor | None) -> str:
        if name not in registry.names():
            return "unknown"
        if cursor is None:
            return "new"
        return "paused" if cursor.error and cursor.state == "running" else cursor.state

    def _run(self, options: dict[str, Any]) -> None:
        names = [options["name"]] if options["name"] else registry.names()
        for name in names:
            self._report(name, services.consumer_run(name=name, is_forced=True))

    def _retry(self, options: dict[str, Any]) -> None:
        name = options["name"]
        self._report(name, services.item_retry(name=name, content_id=options["item"]))

    def _replay(self, options: dict[str, Any]) -> None:
        if options["seq"] is None:
            raise CommandError("Say from where: --from 0 replays everything.")
        try:
            services.consumer_replay(name=options["name"], seq=options["seq"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        self._run(options)

    def _report(self, name: str, run: Run) -> None:
        if run.is_busy:
            raise CommandError(f"{name} is running in another process.")
        if run.needs_resync:
            raise CommandError(
                f"{name} stands at an entry that this log does not have: the log was restored. "
                f"Replay it: manage.py consumers replay {name} --from 0"
            )
        if run.is_paused:
            raise CommandError(f"{name} can not reach what it needs; it goes on by itself.")
        self.stdout.write(f"{name}: {run.done} done, {run.failed} failed, {run.waiting} waiting.")
