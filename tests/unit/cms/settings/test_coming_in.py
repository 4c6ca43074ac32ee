"""Mail, proxies, the contact for weaknesses: what cannot work is named before anything starts."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from cms.settings import contact, mail, proxies
from cms.settings.env import Env, env_read

SERVER = {"email_host": "mail.example"}
LOGIN = {"email_user": "house", "email_password": "secret"}


@pytest.mark.parametrize(
    ("given", "port"),
    [({}, 25), ({"email_security": "starttls"}, 587), ({"email_security": "tls"}, 465),
     ({"email_port": 2525}, 2525), ({"email_security": "tls", "email_port": 2465}, 2465)],
)  # fmt: skip
def test_the_port_follows_from_the_encryption(given, port):
    env = Env(**SERVER, **given)
    assert mail.port(env) == port
    assert mail.problems(env) == []


@pytest.mark.parametrize(
    "given",
    [
        {},
        SERVER,
        {**SERVER, **LOGIN, "email_security": "starttls"},
        {**SERVER, **LOGIN, "email_security": "tls"},
        {**LOGIN, "email_host": "localhost"},
        {**LOGIN, "email_host": "::1"},
        {**SERVER, "email_from": "Helsekilde <post@house.example>"},
        {**SERVER, "email_port": 587},
    ],
)
def test_what_goes_together(given):
    assert mail.problems(Env(**given)) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"email_user": "a", "email_password": "b", "email_security": "tls"},
         ["EMAIL_USER, EMAIL_PASSWORD, EMAIL_SECURITY: EMAIL_HOST names no mail server"]),
        ({**SERVER, "email_user": "a"}, ["EMAIL_USER is set without EMAIL_PASSWORD"]),
        ({**SERVER, "email_password": "a", "email_security": "tls"},
         ["EMAIL_PASSWORD is set without EMAIL_USER"]),
        ({**SERVER, **LOGIN},
         ["EMAIL_PASSWORD would go over the network in the clear: EMAIL_SECURITY must be starttls "
          "or tls"]),
        ({**SERVER, "email_port": 465, "email_security": "starttls"},
         ["EMAIL_PORT 465 is encrypted from the first byte: EMAIL_SECURITY must be tls"]),
        ({**SERVER, "email_port": 465},
         ["EMAIL_PORT 465 is encrypted from the first byte: EMAIL_SECURITY must be tls"]),
        ({**SERVER, "email_port": 587, "email_security": "tls"},
         ["EMAIL_PORT 587 greets in the clear: EMAIL_SECURITY cannot be tls there, only "
          "starttls"]),
        ({"email_host": "smtp://mail.example"},
         ["EMAIL_HOST is a bare host name or address, without scheme or port"]),
        ({"email_host": "mail.example:587"},
         ["EMAIL_HOST is a bare host name or address, without scheme or port"]),
        ({**SERVER, "email_from": "the house"}, ["EMAIL_FROM is no mail address"]),
        ({**SERVER, "email_from": "a@house.example\nBcc: b@house.example"},
         ["EMAIL_FROM is more than one line"]),
    ],
)  # fmt: skip
def test_what_does_not_is_said(given, said):
    assert mail.problems(Env(**given)) == said


def test_all_of_it_in_one_line(monkeypatch):
    monkeypatch.setenv("EMAIL_USER", "house")
    monkeypatch.setenv("EMAIL_PORT", "465")
    with pytest.raises(ImproperlyConfigured) as refused:
        env_read()
    assert str(refused.value) == (
        "Unusable settings in the environment. EMAIL_USER: EMAIL_HOST names no mail server; "
        "EMAIL_PORT 465 is encrypted from the first byte: EMAIL_SECURITY must be tls; EMAIL_USER "
        "is set without EMAIL_PASSWORD."
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("EMAIL_SECURITY", "ssl", "EMAIL_SECURITY: Input should be 'off', 'starttls' or 'tls'"),
        ("EMAIL_PORT", "0", "EMAIL_PORT: Input should be greater than or equal to 1"),
        ("TRUSTED_PROXIES", "10.0.0.1, proxy",
         "TRUSTED_PROXIES: 'proxy' is no address, network or the word unix"),
        ("TRUSTED_PROXIES", "10.0.0.1/8",
         "TRUSTED_PROXIES: '10.0.0.1/8' is no address, network or the word unix"),
        ("TRUSTED_PROXIES", "0.0.0.0/0",
         "TRUSTED_PROXIES: '0.0.0.0/0' is everybody: no proxy would be told from a client"),
        ("SECURITY_CONTACT", "post@house.example",
         "SECURITY_CONTACT: 'post@house.example' is none of mailto:…, https://… and tel:+…"),
        ("SECURITY_CONTACT", "mailto:a@b.example\nExpires: never",
         "SECURITY_CONTACT: 'mailto:a@b.example\\nExpires: never' is none of mailto:…, https://… "
         "and tel:+…"),
    ],
)  # fmt: skip
def test_an_unusable_value_is_named(monkeypatch, name, value, said):
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as refused:
        env_read()
    assert str(refused.value) == f"Unusable settings in the environment. {said}."


def test_lists_are_read():
    assert [str(each) for each in proxies.parse(" 10.0.0.1, ::1,unix ,10.1.0.0/16,")] == [
        "10.0.0.1/32", "::1/128", "unix", "10.1.0.0/16",
    ]  # fmt: skip
    assert proxies.parse("") == ()
    assert contact.parse("mailto:a@b.example, https://b.example/report,tel:+47-55-00-00-00") == (
        "mailto:a@b.example", "https://b.example/report", "tel:+47-55-00-00-00",
    )  # fmt: skip
