"""The real worker with one consumer, which appends each entry's number to a file.

`probe.py NOTED [LIMIT]`: the watchdog's patience in seconds, where it is not to be two minutes.
"""

import os
import sys

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.test"
    django.setup()
    from django.core.management import call_command

    from cms.worker import watchdog
    from editorial.editions.consumers import registry

    def note(entry) -> None:
        with open(sys.argv[1], "a") as file:
            file.write(f"{entry.seq}\n")

    registry.register("probe", note)
    if len(sys.argv) > 2:
        watchdog.LIMIT_SECONDS = float(sys.argv[2])
    call_command("worker")
