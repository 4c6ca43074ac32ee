"""The servers that other tests lean on are real ones."""

import json
import urllib.request

import pytest
from django.core.cache import caches
from django.test import override_settings


@pytest.mark.elasticsearch
def test_elasticsearch_is_the_version_we_build_for(elasticsearch_url):
    with urllib.request.urlopen(elasticsearch_url) as answer:  # noqa: S310 - our own server
        version = json.load(answer)["version"]["number"]
    assert version.split(".")[0] == "8"


def test_the_cache_lives_in_redis_where_one_is_named(redis_url):
    backend = "django.core.cache.backends.redis.RedisCache"
    with override_settings(CACHES={"default": {"BACKEND": backend, "LOCATION": redis_url}}):
        caches["default"].set("answer", {"lang": "nb"}, timeout=60)
        assert caches["default"].get("answer") == {"lang": "nb"}
        caches["default"].delete("answer")
        assert caches["default"].get("answer") is None


@pytest.mark.browser
def test_the_browser_sees_the_server_and_the_test_its_database(house, page):
    page.goto("/admin/login/")
    page.fill("input[name=username]", "desk")
    page.fill("input[name=password]", "wrong")
    page.click("button[type=submit]")
    assert page.locator(".messages .error").inner_text().strip() != ""
    assert page.url.endswith("/admin/login/")
