"""`manage.py provision`: languages, tree, groups, tasks and the workflow. Safe to repeat."""

from typing import Any

from django.core.management import BaseCommand

from editorial.workflow.provisioning import house_provision


class Command(BaseCommand):
    help = "Create the languages, page trees, groups, tasks and workflow that are missing."

    def handle(self, *_args: Any, **options: Any) -> None:
        house = house_provision()
        if options["verbosity"]:
            self.stdout.write(
                f"Provisioned: {', '.join(sorted(house.homes))}; workflow “{house.workflow}”."
            )
