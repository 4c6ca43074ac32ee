"""Which word may have been meant: keys that lack letters, and the choice among the near words."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from search.documents import SearchDocument
from search.engines.embedded.deletions import edits_allowed, keys
from search.engines.embedded.engine import EmbeddedEngine
from search.query.build import build

WORD = st.text("abdeiklorst", min_size=4, max_size=12)


@given(WORD, st.integers(1, 2), st.data())
def test_words_within_the_edits_share_a_key(word, edits, data):
    other = word
    for _ in range(edits):
        at = data.draw(st.integers(0, len(other) - 1))
        letter = data.draw(st.sampled_from("abdeiklorst"))
        other = data.draw(
            st.sampled_from(
                [
                    other[:at] + other[at + 1 :],
                    other[:at] + letter + other[at:],
                    other[:at] + letter + other[at + 1 :],
                    other[:at] + other[at : at + 2][::-1] + other[at + 2 :],
                ]
            )
        )
    assume(len(other) > edits and OSA.distance(word, other) <= edits)
    assert keys(word, edits=edits) & keys(other, edits=edits)


@given(WORD)
def test_more_edits_have_the_keys_of_fewer(word):
    assert keys(word, edits=0) <= keys(word, edits=1) <= keys(word, edits=2)
    assert "" not in keys(word, edits=2)


def test_keys_by_hand():
    assert keys("gikt", edits=1) == {"gikt", "ikt", "gkt", "git", "gik"}
    assert keys("kreftsykdom", edits=0) == {"kreftsy"}


def test_short_words_and_numbers_are_taken_as_they_are():
    assert [edits_allowed(word) for word in ("mr", "hiv", "gikt", "astma", "migrene", "b12x")] == [
        0, 0, 1, 1, 2, 0,
    ]  # fmt: skip


@pytest.fixture
def meant(db):
    engine = EmbeddedEngine(reads="default")
    texts = {
        "a": ("Astma hos barn", "Pasienten puster tungt. Bytter du lege, si fra."),
        "b": ("Sletting av journal", "Om retten til å slette. Det settes en frist."),
        "c": ("Migrene", "Hodepine som kommer igjen og igjen"),
    }
    for key, (title, body) in texts.items():
        engine.replace(SearchDocument(key=key, lang="nb", title=title, body=body), number=1)

    def ask(text):
        return build(text, lang="nb", vocabulary=engine).corrected

    return ask


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [
        ("migrne", "migrene"), ("mirgene", "migrene"), ("imgrene", "migrene"),
        ("asmta hos barn", "astma hos barn"), ("astma", ""), ("hodepne", "hodepine"),
    ],
)  # fmt: skip
def test_a_misspelt_word_is_understood(meant, typed, corrected):
    assert meant(typed) == corrected


def test_another_form_of_a_known_word_is_no_misspelling(meant):
    assert meant("sletter") == ""  # the index has `slette`, and `settes` is near
    assert meant("pasientens") == ""


def test_a_stop_word_is_never_what_was_meant(meant):
    assert meant("fraa") == ""


def test_what_is_near_to_nothing_stays(meant):
    assert meant("xylofon") == ""


@pytest.fixture
def eyes_and_kidneys(db):
    """More texts are of kidneys, and only of eyes is there one that is called disorders."""
    engine = EmbeddedEngine(reads="default")
    titles = [
        "Retinal disorders",
        "Renal failure",
        "Renal tests",
        "Renal stones",
        "Sleep disorders",
    ]
    for number, title in enumerate(titles):
        engine.replace(SearchDocument(key=str(number), lang="en", title=title), number=1)
    return engine


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [
        ("retnal disorders", "retinal disorders"), ("disorders retnal", "disorders retinal"),
        ("retnal", "renal"), ("retnal stones", "renal stones"),
        ("retnal xylophone", "renal xylophone"), ("retnal disordrs", "renal disorders"),
    ],
)  # fmt: skip
def test_of_two_near_words_the_one_beside_which_the_other_words_stand(
    eyes_and_kidneys, typed, corrected
):
    assert build(typed, lang="en", vocabulary=eyes_and_kidneys).corrected == corrected


def test_a_word_that_fits_but_is_further_away_is_not_taken(eyes_and_kidneys):
    text = "reinal disorders"  # one letter from retinal and from renal
    assert build(text, lang="en", vocabulary=eyes_and_kidneys).corrected == "retinal disorders"
    text = "rennal disorders"  # one from renal, two from retinal
    assert build(text, lang="en", vocabulary=eyes_and_kidneys).corrected == "renal disorders"
