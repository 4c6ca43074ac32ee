"""A kind of page that forgot something does not start."""

import pytest
from django.core.management import call_command

from content_models import checks
from content_models.checks import page_type_problems
from content_models.pages import PAGE_TYPES, HubPage, IllnessPage


def codes(page_type):
    return [message.id.removeprefix("content_models.") for message in page_type_problems(page_type)]


@pytest.mark.parametrize("page_type", PAGE_TYPES)
def test_every_kind_of_the_house_is_complete(page_type):
    assert codes(page_type) == []


def test_the_house_passes_its_own_check(db):
    call_command("check", fail_level="WARNING")


@pytest.mark.parametrize(
    ("attribute", "value", "expected"),
    [
        ("document_type", "", ["E002"]),
        ("search_kind", "", ["E002"]),
        ("path_segments", {"nb": "sykdom"}, ["E003"]),
        ("default_risk_class", "", ["E004"]),
        ("default_risk_class", "Z", ["E004"]),
        ("emergency_policy", "", ["E005"]),
        ("emergency_policy", "sometimes", ["E005"]),
    ],
)
def test_a_kind_that_forgot_to_say_something_is_named(monkeypatch, attribute, value, expected):
    monkeypatch.setattr(IllnessPage, attribute, value)
    assert codes(IllnessPage) == expected


def test_a_kind_without_a_projector_is_named(monkeypatch):
    monkeypatch.setattr(checks, "has_projector", lambda kind: kind is not HubPage)
    assert codes(HubPage) == ["E001"]


def test_a_field_is_clinical_or_editorial_with_a_reason(monkeypatch):
    without = {name: why for name, why in IllnessPage.editorial_fields.items() if name != "slug"}
    monkeypatch.setattr(IllnessPage, "editorial_fields", without)
    assert codes(IllnessPage) == ["E006"]
    monkeypatch.setattr(IllnessPage, "editorial_fields", {**without, "slug": "  "})
    assert codes(IllnessPage) == ["E007"]
    monkeypatch.setattr(IllnessPage, "editorial_fields", {**without, "slug": "x", "gone": "x"})
    assert codes(IllnessPage) == ["E008"]
