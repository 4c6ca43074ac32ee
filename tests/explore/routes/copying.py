"""Words and facts that somebody would vouch for though they may not: by a copy, or by SQL."""

from typing import Any

from django.db import connection
from wagtail.models import Locale

from content_models.facts.models import Fact, FactVersion
from tests.explore.routes.registry import attempt, route
from tests.explore.world import World
from tests.signing import act, sign_data, submit


@route(weight=0.3, only="refused")
def author_signs_a_copy(world: World) -> bool | None:
    """A clinician writes, has the words copied by somebody else, and signs the copy."""
    page = world.any_page()
    if page is None:
        return None
    how = world.rng.choice(["copy", "without revisions", "translation"])
    mark = world.mark()
    nynorsk = Locale.objects.get(language_code="nn")
    if how == "translation" and page.has_translation(nynorsk):
        return None

    def work() -> None:
        latest = world.latest(page)
        latest.summary = f"Skrevet av en som signerer {mark}"
        latest.save_revision(user=world.users["docauthor"])
        source = type(page).objects.get(pk=page.pk)
        if how == "translation":
            copy = latest.copy_for_translation(nynorsk, copy_parents=True)
        else:
            copy = source.copy(
                update_attrs={"slug": f"kopi-{mark}"}, keep_live=False,
                copy_revisions=how == "copy", user=world.users["author1"],
            )  # fmt: skip
        state = submit(type(page).objects.get(pk=copy.pk), by=world.users["author1"])
        act(state, "approve", by=world.users["desk1"])
        state.refresh_from_db()
        text = state.current_task_state.revision.as_object()
        act(state, "sign", by=world.users["docauthor"], **sign_data(text))

    return attempt(work)


SIGNERS = ("expired", "undeclared", "conflicted", "englishonly", "outsider", "author1", "superuser")


@route(weight=0.3, only="refused")
def fact_signed_by_hand(world: World) -> bool | None:
    """The signing columns of a fact, filled in by SQL in the name of somebody without authority."""
    signer = world.users[world.rng.choice(SIGNERS)]
    mark = world.mark()

    def work() -> None:
        fact = Fact.objects.create(key=mark, kind="dose", name=mark)
        version: Any = FactVersion(fact=fact, author=world.users["author2"], text_nb=f"Ta {mark}")
        version.save()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE content_models_factversion v SET signed_by_id = %s, signed_at = now(),"
                " digest = %s, signer_text = coalesce((SELECT p.display_name || ', '"
                " || p.profession FROM people_reviewerprofile p WHERE p.user_id = %s), 'Noen')"
                " WHERE v.id = %s",
                [signer.pk, version.wording_digest(), signer.pk, version.pk],
            )

    return attempt(work)
