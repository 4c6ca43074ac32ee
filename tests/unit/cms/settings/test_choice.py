"""`manage.py` takes the demo's settings only where nothing says that another house is meant."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from cms.settings.choice import DEMO, TELLING, VARIABLE, settings_choose


def choose(*arguments: str, **environment: str) -> dict[str, str]:
    settings_choose(arguments=arguments, environment=environment)
    return environment


def test_a_bare_checkout_runs_the_demonstration():
    assert choose() == {VARIABLE: DEMO}
    assert choose(DATABASE_URL="", **{VARIABLE: ""}) == {"DATABASE_URL": "", VARIABLE: DEMO}


@given(told=st.sets(st.sampled_from(TELLING), min_size=1), variable=st.sampled_from(["", None]))
def test_what_tells_of_an_installation_stops_it(told, variable):
    environment = dict.fromkeys(told, "something")
    if variable is not None:
        environment[VARIABLE] = variable
    before = dict(environment)
    with pytest.raises(ImproperlyConfigured) as refused:
        settings_choose(arguments=["--verbosity=2", "settings"], environment=environment)
    assert environment == before
    assert all(name in str(refused.value) for name in told)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "arguments", [["--settings", "a.b"], ["--settings=a.b"], ["-v2", "--settings=a.b", "x"]]
)
def test_settings_that_are_named_are_taken(arguments):
    assert choose(*arguments, DATABASE_URL="x") == {"DATABASE_URL": "x"}
    named = {"DATABASE_URL": "x", VARIABLE: "cms.settings.production"}
    assert choose(**named) == named
