"""Without Redis all is slower, and nobody notices more than that: an editor withdraws."""

import socket
import threading

import pytest
from django.core.cache import caches
from django.test import Client, override_settings

import cms.cache
from cms.cache import SoftRedisCache
from editorial.editions.models import Edition
from search.engines.breaker import Breaker

BACKEND = "cms.cache.SoftRedisCache"


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(cms.cache, "_breaker", Breaker())


def cache_at(url):
    options = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "retry": None}
    return {"default": {"BACKEND": BACKEND, "LOCATION": url, "OPTIONS": options}}


@pytest.fixture
def nobody():
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        yield f"redis://127.0.0.1:{free.getsockname()[1]}/0"


@pytest.fixture
def silent():
    """One that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.fixture
def refusing():
    """One that answers every command with an error of the server's: full, read-only, or locked."""
    answers = iter(
        [b"-OOM command not allowed\r\n", b"-READONLY You can't write\r\n", b"-NOAUTH no\r\n"] * 99
    )
    server = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                client, _address = server.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(client,), daemon=True).start()

    def talk(client):
        with client:
            while client.recv(65536):
                client.sendall(next(answers) * 3)

    threading.Thread(target=serve, daemon=True).start()
    yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"
    server.close()


def test_where_it_is_there_it_keeps(redis_url):
    with override_settings(CACHES=cache_at(redis_url)):
        cache = caches["default"]
        assert isinstance(cache, SoftRedisCache)
        cache.set("a", 1, 60)
        assert cache.get("a") == 1
        assert cache.add("a", 2) is False
        assert cache.incr("a") == 2
        assert cache.has_key("a") is True
        assert cache.set_many({"b": 1, "c": 2}) == []
        assert cache.get_many(["a", "b", "x"]) == {"a": 2, "b": 1}
        assert cache.touch("a", 9) is True
        assert cache.delete("a") is True
        assert cache.get("a", "nothing") == "nothing"
        with pytest.raises(ValueError, match="not found"):
            cache.incr("a")


@pytest.mark.parametrize("state", ["nobody", "silent", "refusing"])
def test_where_it_is_not_it_holds_nothing(request, state):
    with override_settings(CACHES=cache_at(request.getfixturevalue(state))):
        cache = caches["default"]
        assert cache.get("a") is None
        assert cache.get("a", 7) == 7
        cache.set("a", 1)
        assert cache.add("a", 1) is False
        assert cache.has_key("a") is False
        assert cache.get_many(["a"]) == {}
        assert cache.set_many({"b": 1, "c": 2}) == ["b", "c"]
        assert cache.touch("a") is False
        assert cache.delete("a") is False
        cache.delete_many(["a"])
        assert cache.get_or_set("a", lambda: 5) == 5
        cache.clear()
        with pytest.raises(ValueError, match="not found"):
            cache.incr("a")
    assert cms.cache._breaker.state().name == "open"


@pytest.mark.parametrize("state", ["nobody", "silent", "refusing"])
def test_a_duty_editor_withdraws_without_it(request, client, house, live, state):
    with override_settings(CACHES=cache_at(request.getfixturevalue(state))):
        editor = Client()
        editor.force_login(house["duty"])
        for address in ("/admin/", "/admin/pages/", f"/admin/pages/{live.pk}/edit/"):
            assert editor.get(address, follow=True).status_code == 200
        answer = editor.post(
            f"/admin/pages/{live.pk}/withdraw/",
            {"reason": "unsafe", "languages": ["nb"], "notice_nb": "Ikke bruk."},
        )
        assert answer.status_code == 302
        assert client.get(f"/nb/{live.public_path}").status_code == 410
    assert Edition.objects.filter(action="withdrawn").count() == 1
