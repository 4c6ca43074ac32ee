"""What the tests of a restored backup do and say again and again."""

from io import StringIO

from django.core.management import call_command

from editorial.editions.continuity import watch
from editorial.editions.models import PublicDocument
from editorial.editions.services import edition_withdraw

LOST = (
    "Entries 3 to 4 are lost: the database was restored from an older backup. The public is not "
    "served and nothing is published until a person accepts it: manage.py restore_accept."
)


def withdraw(page, *, by):
    edition_withdraw(
        content_id=page.translation_key, actor=by, reason="unsafe", notices={"nb": "Ikke følg."}
    )


def accept(**options):
    out = StringIO()
    call_command(
        "restore_accept", account="chief", reason="Disken gikk i stykker.", yes=True, stdout=out,
        **options,
    )  # fmt: skip
    watch.forget()
    return out.getvalue()


def state(page):
    return PublicDocument.objects.get(content_id=page.translation_key, lang="nb").state
