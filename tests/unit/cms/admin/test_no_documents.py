"""Wagtail's documents are not there: no menu, no address."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse


@pytest.mark.parametrize("role", ["author", "desk", "chief", "superuser"])
def test_nobody_is_shown_a_way_to_them(house, role):
    client = Client()
    client.force_login(house[role])
    html = client.get("/admin/").content.decode()
    assert "/admin/documents" not in html
    for address in ("/admin/documents/", "/admin/documents/add/", "/admin/documents/multiple/add/",
                    "/admin/documents/chooser/", "/admin/api/main/documents/",
                    "/admin/api/main/documents/1/", "/documents/1/x.pdf"):  # fmt: skip
        assert client.get(address).status_code == 404, address


def test_no_name_leads_to_them():
    for name in ("wagtaildocs:index", "wagtaildocs_chooser:choose", "wagtaildocs_serve"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    assert not [name for name in get_resolver().namespace_dict if "wagtaildocs" in name]
