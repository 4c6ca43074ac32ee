"""The log-in speaks one language at a time."""

import pytest

WORDS = {
    "nb": ("Brukernavn", "Passord", "Feil brukernavn eller passord. Prøv igjen."),
    "nn": ("Brukarnamn", "Passord", "Feil brukarnamn eller passord. Prøv igjen."),
    "se": ("Geavaheaddjinamma", "Beassansátni", "beassansátni eaba heive oktii."),
    "en": ("Username", "Password", "Your username and password didn&#x27;t match."),
}


@pytest.mark.django_db
@pytest.mark.parametrize("lang", list(WORDS))
def test_the_labels_and_the_refusal_are_in_the_readers_language(client, lang):
    name, password, refused = WORDS[lang]
    answer = client.post(
        "/admin/login/",
        {"username": "nobody", "password": "a wrong one"},
        headers={"Accept-Language": lang},
    )
    page = answer.content.decode()
    assert f"{name}<span" in page
    assert f"{password}<span" in page
    assert refused in page
