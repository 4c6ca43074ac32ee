"""What Python and SQL both have to know they say alike."""

import io
import json
from datetime import UTC, datetime

import pytest
from django.conf import settings as house_settings
from django.core.files.images import ImageFile
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from wagtail.images import get_image_model

from content_models.clock import day_begins, day_of
from content_models.digest import canonical
from content_models.pages import PAGE_TYPES
from content_models.pictures import FORMATS
from content_models.projection import LABEL_FIELDS, LABELS
from content_models.projection.media import PICTURE_TYPES
from editorial.editions.append import timestamp
from editorial.editions.rules import SAFETY_REASONS, add_months, severity
from editorial.editions.withdrawal import WithdrawalReason
from tests.factories.whole import whole_page

pytestmark = pytest.mark.usefixtures("db")

MANY = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def picture(db):
    stream = io.BytesIO()
    Image.new("RGB", (8, 6), "red").save(stream, "PNG")
    stream.seek(0)
    file = ImageFile(stream, name="bilde.png")
    return get_image_model().objects.create(title="Bilde", file=file)


def asked(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


MOMENTS = st.integers(946_684_800, 4_102_444_800).map(lambda at: datetime.fromtimestamp(at, UTC))


@MANY
@given(moment=MOMENTS, months=st.integers(1, 36))
def test_days(moment, months):
    day = day_of(moment)
    assert asked("SELECT helsekilde_day(%s)", moment) == day
    assert asked("SELECT helsekilde_day_begins(%s)", day) == day_begins(day)
    assert asked("SELECT helsekilde_timestamp(%s)", moment) == timestamp(moment)
    added = asked("SELECT (%s::date + make_interval(months => %s))::date", day, months)
    assert added == add_months(day, months)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 1, 1, 22, 59, 59, tzinfo=UTC), "2026-01-01"),
        (datetime(2026, 1, 1, 23, tzinfo=UTC), "2026-01-02"),
        (datetime(2026, 7, 1, 21, 59, 59, tzinfo=UTC), "2026-07-01"),
        (datetime(2026, 7, 1, 22, tzinfo=UTC), "2026-07-02"),
    ],
)
def test_a_day_begins_at_midnight_in_oslo(moment, day):
    assert day_of(moment).isoformat() == day
    assert asked("SELECT helsekilde_day(%s)::text", moment) == day


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(blacklist_characters="\x00", blacklist_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.text(st.characters(min_codepoint=32, max_codepoint=126)), inner, max_size=4
    ),
    max_leaves=12,
)  # fmt: skip


@MANY
@given(value=JSON, indent=st.sampled_from([None, 0, 1]), is_sorted=st.booleans())
def test_the_canonical_form(value, indent, is_sorted):
    """It is told from every other way to write the same."""
    assert asked("SELECT helsekilde_is_canonical(%s)", canonical(value).decode()) is True
    for separators in ((",", ":"), (", ", ": ")):
        for ascii_only in (True, False):
            text = json.dumps(
                value, indent=indent, sort_keys=is_sorted, separators=separators,
                ensure_ascii=ascii_only,
            )  # fmt: skip
            found = asked("SELECT helsekilde_is_canonical(%s)", text)
            assert found is (text.encode() == canonical(value))


@pytest.mark.parametrize(
    "text",
    [
        '{"æ":1}', "1.5", "[9007199254740993]", '{"a":{"b":1e400}}', "-0", "1e2", " 1",
        '{"a":1,"a":1}', '{"b":1,"a":1}', '[{"a":[{"a":1,"a":2}]}]', '"\\u0061"', '"\\/"',
        '{"\\u0061":1}', "[1,2 ]", "[1]\n", '{"a":"\\u001F"}', '{"a":"\\u0009"}',
    ],
)  # fmt: skip
def test_what_is_written_otherwise_is_not_canonical(text):
    assert asked("SELECT helsekilde_is_canonical(%s)", text) is False


def test_addresses():
    kinds = {kind.document_type: kind.path_segments for kind in PAGE_TYPES}
    assert "hub" in kinds
    for kind, segments in kinds.items():
        for lang, segment in segments.items():
            assert asked("SELECT editions_segment(%s, %s)", kind, lang) == segment
    assert asked("SELECT editions_segment('news', 'nb')") is None


def test_names_of_kinds():
    """`editions_check_page` finds the kind of a page in the name of its class."""
    assert {(kind._meta.app_label, kind._meta.model_name) for kind in PAGE_TYPES} == {
        ("content_models", kind.document_type.replace("-", "") + "page") for kind in PAGE_TYPES
    }


def test_types_of_pictures():
    """Of the files that the form lets in and the door writes anew."""
    Image.init()
    assert {f".{kind}" for kind in house_settings.WAGTAILIMAGES_EXTENSIONS} == set(FORMATS)
    assert asked("SELECT editions_picture_types()") == sorted(
        {Image.MIME[kind] for kind in FORMATS.values()}
    )
    assert set(asked("SELECT editions_picture_types()")) == PICTURE_TYPES


@pytest.mark.parametrize("reason", WithdrawalReason.values)
def test_severities(reason):
    assert (reason in SAFETY_REASONS) == (
        asked("SELECT editions_severity('withdrawn', %s)", reason) == "safety"
    )
    for action in ("published", "corrected", "reaffirmed", "moved", "status", "withdrawn"):
        assert asked("SELECT editions_severity(%s, %s)", action, reason) == severity(
            action=action, withdrawal_reason=reason
        )


def test_labels(house, picture):
    page = whole_page(house, picture)
    assert set(json.loads(asked("SELECT editions_labels(%s)::text", page.pk))) == set(LABELS)
    for kind in PAGE_TYPES:
        assert kind._meta.db_table in asked(
            "SELECT prosrc FROM pg_proc WHERE proname = 'editions_labels'"
        )


@pytest.mark.parametrize("value", [True, "x", "false", 1, 0, {}])
@pytest.mark.parametrize("name", LABELS)
def test_labels_of_a_revision(house, picture, name, value):
    """Whatever is not plainly "no" is a label; without a value for it there is none."""
    revision = whole_page(house, picture).latest_revision
    lacks = "SELECT signoff_lacks_label(%s, %s::jsonb)"
    fields = dict.fromkeys(LABEL_FIELDS.values(), False)
    for none in ({}, fields, dict.fromkeys(fields)):
        kept = {key: said for key, said in revision.content.items() if key not in fields}
        type(revision).objects.filter(pk=revision.pk).update(content=kept | none)
        assert asked(lacks, revision.pk, "{}") is False
    content = revision.content | fields | {LABEL_FIELDS[name]: value}
    type(revision).objects.filter(pk=revision.pk).update(content=content)
    every = dict.fromkeys(LABELS, True)
    assert asked(lacks, revision.pk, json.dumps(every)) is False
    for without in (every | {name: False}, {key: True for key in every if key != name}):
        assert asked(lacks, revision.pk, json.dumps(without)) is True


def test_what_is_clinical_in_a_revision(house, picture):
    """Everything that is neither editorial nor Wagtail's own bookkeeping, by name."""
    page = whole_page(house, picture)
    clinical = json.loads(
        asked(
            "SELECT content_models_clinical(content)::text FROM wagtailcore_revision WHERE id = %s",
            page.latest_revision_id,
        )
    )
    assert set(clinical) == {
        "title", "summary", "body", "risk_class", "synonyms", "licence", "references_waiver",
        "topics", "audiences", "life_situations", "evidence_references", "medical_codes",
    }  # fmt: skip
    for name in type(page).editorial_fields:
        assert name not in clinical


def test_a_row_is_new_to_the_transaction_that_wrote_it_and_to_no_other():
    new = "SELECT bool_and(helsekilde_is_new(xmin)) FROM wagtailcore_locale"
    assert asked(new) is False
    touch = "UPDATE wagtailcore_locale SET language_code = language_code"
    with transaction.atomic():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(touch)
        assert asked(new) is True
    assert asked(new) is False
    with transaction.atomic():
        asked("SELECT pg_current_xact_id()::text")
        assert asked(new) is False
        with connection.cursor() as cursor:
            cursor.execute(touch)
        assert asked(new) is True
