"""What a request says of its encoding decides nothing."""

from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.handlers.wsgi import WSGIHandler

from cms.encoding import EncodingGuard
from cms.users.models import Attempt

# Django takes each of them for a codec: lone surrogates, no text, no error handlers, other signs.
OTHERS = [
    "unicode_escape", "raw_unicode_escape", "rot13", "hex", "zip", "idna", "punycode", "undefined",
    "utf-7", "utf-16", "iso-8859-1", "UTF-8-SIG",
]  # fmt: skip
MALFORMED = ["charset*=bogus''x", "charset*=utf-8''utf%00", "charset=a\0b"]
OURS = ["utf-8", "UTF-8", "utf8", '"utf-8"', "no-such-codec"]
ADDRESSES = [
    "/live?x=%5Cud800", "/ready?x=%5Cud800", "/api/v1/health?x=%5Cud800",
    "/api/v1/changes?since=%5Cud800",
]  # fmt: skip
SEARCHES = ["/api/v1/search?q=%5Cud800&lang=nb", "/nb/search?q=%5Cud800"]


def form(name: str) -> bytes:
    rows = (("username", name), ("password", "wrong\\ud800"))
    parts = [
        f'--B\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in rows
    ]
    return ("".join(parts) + "--B--\r\n").encode()


def asked(
    method: str, address: str, *, content_type: str = "", body: bytes = b""
) -> tuple[int, bytes]:
    """Status and body, as a server asks the entry point."""
    parts, statuses = urlsplit(address), list[str]()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method, "PATH_INFO": parts.path, "QUERY_STRING": parts.query,
        "SERVER_NAME": "testserver", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.1", "wsgi.url_scheme": "http", "wsgi.input": BytesIO(body),
        "CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(body)),
    }  # fmt: skip
    guard = EncodingGuard(WSGIHandler())
    response: Any = guard(environ, lambda status, _headers: statuses.append(status))
    said = b"".join(response)
    if hasattr(response, "close"):
        response.close()
    return int(statuses[0].split()[0]), said


@pytest.mark.parametrize("said", [*MALFORMED, *(f"charset={name}" for name in (*OTHERS, *OURS))])
def test_an_address_is_read_as_it_is_without(db: str, said: str) -> None:
    for address in (*ADDRESSES, *SEARCHES):
        status, _body = asked("GET", address, content_type=f"text/plain; {said}")
        assert status == asked("GET", address)[0] == (200 if address in SEARCHES else 422)


@pytest.mark.parametrize("said", [*MALFORMED, *(f"charset={name}" for name in OTHERS)])
def test_a_form_in_another_encoding_is_refused(db: str, said: str) -> None:
    kind = f"multipart/form-data; boundary=B; {said}"
    found = asked("POST", "/admin/login/", content_type=kind, body=form("va\\ud800kt"))
    assert found == (400, b"The body is in another encoding than UTF-8.\n")
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("charset", OURS)
def test_a_form_in_ours_is_looked_at(db: str, charset: str) -> None:
    kind = f"multipart/form-data; boundary=B; charset={charset}"
    # To the log-in's own page, for the form has no token.
    assert asked("POST", "/admin/login/", content_type=kind, body=form("vakt"))[0] == 302


def test_the_entry_point_stands_behind_it(db: str) -> None:
    from cms.wsgi import application

    assert isinstance(application, EncodingGuard)
