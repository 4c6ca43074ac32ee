"""The real worker with one consumer, which appends each entry's number to a file."""

import os
import sys

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.test"
    django.setup()
    from django.core.management import call_command

    from editorial.editions.consumers import registry

    def note(entry) -> None:
        with open(sys.argv[1], "a") as file:
            file.write(f"{entry.seq}\n")

    registry.register("probe", note)
    call_command("worker")
