"""Rows of child forms (sources, codes) that nobody touched stay as they are stored."""

import pytest
from django.test import Client

from content_models.evidence import EvidenceReference
from content_models.publishing import Candidate
from content_models.taxonomy.page_codes import MedicalCode
from tests.editing import opened
from tests.factories.pages import draft

# As an import or an older release may have stored them: each check of a row would tidy them up.
SOURCES = [
    {"title": "Råd  om\nsøvn", "publisher": " Helse ", "identifier_type": "none"},
    {"title": "A\u030arsak <i>og</i> ra\u030ad", "publisher": "", "identifier_type": "none"},
    {"title": "Søvn\u00a0og\u200b hvile", "publisher": "Trykk\t", "identifier_type": "PMID",
     "identifier": "123", "year": 2020, "evidence_scheme": "GRADE", "evidence_level": "low"},
    {"title": "Helt vanlig", "publisher": "Helse", "identifier_type": "URL",
     "identifier": "https://helse.test/a"},
]  # fmt: skip
CODES = [
    {"system": "ICPC-2", "code": "p06", "display": "Søvn\u00a0forstyrrelse"},
    {"system": "ICD-10", "code": " g47 ", "display": " To  ord "},
]
ROWS = ("evidence_references", "medical_codes")


@pytest.fixture(params=["stored", "of a draft"])
def page(house, request):
    """Rows that are in the database, or in a revision alone: those have no number yet."""
    page = draft(author=house["author"], summary="Kort.")
    page.evidence_references.set([EvidenceReference(**row) for row in SOURCES])
    page.medical_codes.set([MedicalCode(**row) for row in CODES])
    if request.param == "stored":
        page.save(clean=False)
        assert all(row.pk for name in ROWS for row in getattr(page, name).all())
    page.save_revision(user=house["author"], clean=False)
    return page


def rows(page):
    latest = page.get_latest_revision_as_object()
    return [
        [
            {name: getattr(row, name) for name in wanted}
            for row, wanted in zip(getattr(latest, kind).all(), made, strict=True)
        ]
        for kind, made in zip(ROWS, (SOURCES, CODES), strict=True)
    ]


def saved(house, page, **changes):
    client = Client()
    client.force_login(house["author"])
    answer = client.post(f"/admin/pages/{page.pk}/edit/", opened(page) | changes)
    assert answer.status_code == 302
    page.refresh_from_db()
    return Candidate(page.get_latest_revision_as_object())


def test_a_save_that_touches_none_keeps_each_to_the_letter(house, page):
    before = Candidate(page.get_latest_revision_as_object())
    assert rows(page) == [SOURCES, CODES]
    after = saved(house, page, slug="et-annet-sted")
    assert after.page.slug == "et-annet-sted"
    assert rows(page) == [SOURCES, CODES]
    assert after.clinical_digest == before.clinical_digest
    # And once more: the rows may have numbers now that they had not.
    assert saved(house, page, slug="enda-et").clinical_digest == before.clinical_digest


@pytest.mark.parametrize("at", range(len(SOURCES)))
def test_what_somebody_writes_is_tidied_up_and_the_rest_stays(house, page, at):
    saved(house, page, **{f"evidence_references-{at}-title": " A\u030arsak "})
    wanted = [{**row} for row in SOURCES]
    wanted[at]["title"] = "\u00c5rsak"
    assert rows(page) == [wanted, CODES]


def test_a_row_that_is_moved_is_moved_and_not_rewritten(house, page):
    order = {
        f"evidence_references-{at}-ORDER": str(len(SOURCES) - at) for at in range(len(SOURCES))
    }
    saved(house, page, **order)
    latest = page.get_latest_revision_as_object()
    titles = [row.title for row in latest.evidence_references.order_by("sort_order")]
    assert titles == [row["title"] for row in reversed(SOURCES)]


def test_a_row_that_is_taken_out_is_out(house, page):
    saved(house, page, **{"evidence_references-1-DELETE": "on"})
    latest = page.get_latest_revision_as_object()
    kept = [SOURCES[0], *SOURCES[2:]]
    assert [row.title for row in latest.evidence_references.all()] == [row["title"] for row in kept]


def test_a_mistake_in_a_row_is_still_one(house, page):
    client = Client()
    client.force_login(house["author"])
    data = opened(page) | {"evidence_references-2-identifier": "ikke et nummer"}
    answer = client.post(f"/admin/pages/{page.pk}/edit/", data)
    assert answer.status_code == 200
    page.refresh_from_db()
    assert rows(page) == [SOURCES, CODES]
