"""The first people come by commands: whole, or not at all and with every reason in a line."""

import io
import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from wagtail.users.models import UserProfile

from cms.database.owner import as_owner
from cms.users.models import User
from content_models.clock import database_today
from editorial.people import groups
from editorial.people.models import Credential, InterestDeclaration, ReviewerProfile
from editorial.people.selectors import authority_on
from tests.factories import people

GOOD = "fjell-og-fjord-2031"


def run(name: str, *args: str) -> str:
    out = io.StringIO()
    call_command(name, *args, stdout=out)
    return out.getvalue()


def refused(name: str, *args: str) -> str:
    before = counts()
    with pytest.raises(CommandError) as error:
        run(name, *args)
    assert counts() == before
    assert "\n" not in str(error.value)
    return str(error.value)


def counts() -> list[int]:
    models = (User, ReviewerProfile, Credential, InterestDeclaration, UserProfile)
    return [model.objects.count() for model in models]


def in_days(days: int) -> str:
    return str(database_today() + timedelta(days=days))


def clinician(**changes: str | None) -> list[str]:
    """Arguments for a clinician; None leaves one out."""
    given = {
        "name": "Kari Lege", "email": "kari@house.example", "role": "clinician", "language": "nn",
        "profession": "lege", "specialty": "allmennmedisin", "organisation": "Sykehuset",
        "signs-in": "nb,nn", "number": "9144900", "valid-until": in_days(400),
        "verified-by": "alma", "declares": "Ingen interesser.", **changes,
    }  # fmt: skip
    return ["kari", *(f"--{name}={value}" for name, value in given.items() if value is not None)]


@pytest.fixture
def alma(db):
    run("administrator_add", "alma", "--name=Alma Admin", "--email=alma@house.example")
    return User.objects.get(username="alma")


def link_of(text: str) -> str:
    line = text.splitlines()[-1]
    assert line.startswith(f"{settings.PUBLIC_BASE_URL}/admin/password/")
    return line.removeprefix(settings.PUBLIC_BASE_URL)


def follow(link: str, password: str = GOOD):
    """Open a link and set a password as a browser does. Returns the last answer."""
    client = Client()
    opened = client.get(link)
    if opened.status_code != 302:
        return opened
    return client.post(opened["Location"], {"new_password1": password, "new_password2": password})


def test_the_first_administrator_sets_a_password_by_a_link_that_is_good_once(db):
    said = run("administrator_add", "alma", "--name=Alma Admin", "--email=alma@house.example")
    assert said.startswith("The account alma is made: an administrator.\nGood once, for 24 hours")
    user = User.objects.get()
    assert (user.first_name, user.last_name, user.is_superuser) == ("Alma", "Admin", True)
    assert [group.name for group in user.groups.all()] == [groups.TECHNICAL]
    assert user.has_usable_password() is False
    link = link_of(said)
    assert follow(link).status_code == 302
    assert Client().login(username="alma", password=GOOD)
    again = follow(link, "en-annen-lang-setning")
    assert again.status_code == 200
    assert "Lenken virker ikke lenger" in again.text
    assert Client().login(username="alma", password=GOOD)


def test_a_link_refuses_a_weak_password_and_stays_good(alma):
    link = link_of(run("person_link", "alma"))
    assert follow(link, "kort").status_code == 200
    assert follow(link).status_code == 302


def test_a_new_link_ends_the_one_before_it(alma):
    first, second = (link_of(run("person_link", "alma")) for _ in range(2))
    assert follow(first).status_code == 200
    assert follow(second).status_code == 302


@pytest.mark.parametrize("change", ["a-1/b-2", "MQ/abc-def", "MQ/set-password", "é/è"])
def test_a_link_that_nobody_made_is_told_from_a_fault(alma, change):
    response = Client().get(f"/admin/password/{change}/")
    assert response.status_code == 200
    assert "new_password1" not in response.text


def test_a_link_is_not_good_for_an_account_that_may_not_log_in(alma):
    alma.is_active = False
    alma.save()
    assert refused("person_link", "alma") == ("alma may not log in: the account is not active.")


def test_everybody_else_has_a_role_and_a_language(alma):
    said = run(
        "person_add", "vera", "--name=Vera von Vakt", "--email=vera@house.example", "--role=duty",
        "--role=chief", "--role=duty", "--language=se",
    )  # fmt: skip
    assert said.startswith("The account vera is made: Duty editors, Editors-in-chief.\n")
    user = User.objects.get(username="vera")
    assert (user.first_name, user.last_name, user.is_superuser) == ("Vera von", "Vakt", False)
    assert {group.name for group in user.groups.all()} == {groups.DUTY, groups.CHIEF}
    assert user.wagtail_userprofile.preferred_language == "se"


def test_a_clinician_has_all_papers_and_may_sign(alma):
    run("person_add", *clinician())
    user = User.objects.get(username="kari")
    authority = authority_on(user=user, day=database_today())
    assert authority.profile.display_name == "Kari Lege"
    assert authority.profile.languages == ["nb", "nn"]
    assert authority.credential.number == "9144900"
    assert authority.credential.verified_by == alma
    assert authority.declaration.statement == "Ingen interesser."
    assert [group.name for group in user.groups.all()] == [groups.CLINICIANS]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"number": None, "declares": None, "signs-in": None},
         "A clinician has papers: --number, --signs-in, --declares missing."),
        ({"role": "author"}, "Only a clinician has papers: --profession, --number, --valid-until, "
         "--verified-by, --organisation, --signs-in, --declares, --specialty."),
        ({"verified-by": "nobody"}, "There is no account nobody."),
        ({"verified-by": "vera"}, "vera may not verify credentials: an active administrator, or a "
         "member of Technical administrators or Editors-in-chief, does."),
        ({"signs-in": "nb,sv,da"}, "sv, da: the languages are nb, nn, se, en."),
        ({"valid-until": "2020-01-01", "valid-from": "2019-01-01"},
         "The credential ended on 2020-01-01."),
        ({"valid-until": "2030-01-01", "valid-from": "2031-01-01"},
         "The credential ends before it begins."),
        ({"organisation": "  ", "declares": " "}, "A reviewer works somewhere: the organisation is "
         "missing. A reviewer has declared interests: the declaration is missing."),
        ({"email": "no address"}, "email: Enter a valid email address."),
        ({"email": "ALMA@house.example"}, "email: Another account has this mail address."),
        ({"name": "  "}, "name: A person has a name."),
    ],
)  # fmt: skip
def test_what_can_not_be_is_refused_whole(alma, changes, said):
    people.user("vera", groups.DUTY)
    assert refused("person_add", *clinician(**changes)) == f"{said} Nothing was changed."


def test_every_reason_is_said_at_once(alma):
    changes = {"email": "x", "name": " ", "signs-in": "xx", "verified-by": "vera"}
    people.user("vera", groups.DUTY)
    assert refused("person_add", *clinician(**changes)) == (
        "email: Enter a valid email address. name: A person has a name. xx: the languages are nb, "
        "nn, se, en. vera may not verify credentials: an active administrator, or a member of "
        "Technical administrators or Editors-in-chief, does. Nothing was changed."
    )


def test_nobody_verifies_their_own_credential(alma):
    run("person_add", *clinician())
    kari = User.objects.get(username="kari")
    kari.is_superuser = True
    kari.save()
    arguments = ["kari", "--profession=lege", "--number=1", f"--valid-until={in_days(9)}"]
    assert refused("credential_add", *arguments, "--verified-by=KARI") == (
        "Nobody verifies their own credential: another person has to. Nothing was changed."
    )
    run("credential_add", *arguments, "--verified-by=alma")
    assert Credential.objects.filter(profile__user=kari).count() == 2


def test_a_number_stands_under_one_name(alma):
    run("person_add", *clinician())
    arguments = clinician(name="Ola Lege", email="ola@house.example")
    assert refused("person_add", "ola", *arguments[1:]) == (
        "HPR 9144900 stands under the name of Kari Lege. Nothing was changed."
    )


@pytest.mark.parametrize("name", ["alma", "ALMA", "ａｌｍａ"])
def test_who_is_there_is_not_made_again(alma, name):
    rest = ["--name=Alma To", "--email=to@house.example"]
    told = f"There is an account {name} already. Nothing was changed."
    assert refused("administrator_add", name, *rest) == told
    assert refused("person_add", name, *rest, "--role=author") == told


def test_a_house_without_groups_says_what_to_do_first(db):
    with as_owner(), connection.cursor() as cursor:
        # The database keeps a group that the house asks for; this house was never provisioned.
        cursor.execute("ALTER TABLE auth_group DISABLE TRIGGER people_keep_group_row")
        Group.objects.filter(name=groups.TECHNICAL).delete()
        cursor.execute("ALTER TABLE auth_group ENABLE TRIGGER people_keep_group_row")
    assert refused("administrator_add", "a", "--name=A B", "--email=a@house.example") == (
        "There is no group Technical administrators yet: run manage.py provision first. "
        "Nothing was changed."
    )


def test_a_password_comes_by_the_environment_or_the_input(db, monkeypatch):
    arguments = ["--name=Ole Sve", "--email=ole@house.example"]
    monkeypatch.setenv("HELSEKILDE_PASSWORD", "kort")
    assert refused("administrator_add", "ole", *arguments, "--password-from=env") == (
        "password: This password is too short. It must contain at least 12 characters. "
        "Nothing was changed."
    )
    monkeypatch.delenv("HELSEKILDE_PASSWORD")
    assert refused("administrator_add", "ole", *arguments, "--password-from=env") == (
        "There is no password (env). Nothing was changed."
    )
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{GOOD}\nmore\n"))
    said = run("administrator_add", "ole", *arguments, "--password-from=stdin")
    assert said == "The account ole is made: an administrator.\n"
    assert Client().login(username="ole", password=GOOD)
    assert refused("administrator_add", "two", *arguments, "--password-from=prompt") == (
        "There is nobody to ask for a password here: --password-from link, stdin or env. "
        "Nothing was changed."
    )


def test_a_declaration_is_renewed(alma):
    run("person_add", *clinician())
    assert run("declaration_add", "kari", "--declares=Aksjer i A.", "--conflict").startswith(
        "Written down: Kari Lege, "
    )
    newest = authority_on(user=User.objects.get(username="kari"), day=database_today()).declaration
    assert (newest.statement, newest.has_conflict) == ("Aksjer i A.", True)
    assert refused("declaration_add", "alma", "--declares=x") == (
        "alma is no clinician with a profile. Nothing was changed."
    )


def test_the_account_of_a_program_gets_no_link(db):
    from cms.imports.accounts import importer

    importer()
    assert refused("person_link", "import") == (
        "import is the account of a program, not of a person."
    )


@pytest.mark.parametrize("value", ["31.12.2030", "2030-13-01", ""])
def test_what_is_no_date_is_an_error_of_the_command_line(value):
    done = subprocess.run(
        [sys.executable, "manage.py", "person_add", *clinician_line(value)],
        cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == (
        f"manage.py person_add: argument --valid-until: {value!r} is no date like 2026-12-31. "
        "--help says what it takes.\n"
    )


def clinician_line(day: str) -> list[str]:
    return ["kari", "--name=K L", "--email=k@house.example", "--role=author",
            f"--valid-until={day}"]  # fmt: skip


def test_a_day_without_a_first_day_begins_today(alma):
    run("person_add", *clinician())
    assert Credential.objects.get().valid_from == database_today()
    assert Credential.objects.get().valid_until > date(2026, 1, 1)
