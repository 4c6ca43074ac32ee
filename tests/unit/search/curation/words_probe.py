"""A process of its own that says, line by line, what a search for a word looks for as well."""

import os
import sys

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.test"
    django.setup()
    from search.analysis.synonyms import table

    for asked in sys.stdin:
        print(table("no").get((asked.strip(),), []), flush=True)  # noqa: T201 - it is its answer
