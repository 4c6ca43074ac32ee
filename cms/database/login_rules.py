"""Whether the three logins are fit for their work. Pure.

An owner or a superuser can switch the gate's triggers off, so the application and the public
reader may be neither, nor become either; and the owner is no superuser, because nobody needs one.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from cms.database.logins import Login, Logins, Power
from cms.installation.rules import named

OLDEST: Final = 150000
# Predefined roles that reach round the rights of tables.
REACHING: Final = {
    "pg_write_all_data", "pg_read_server_files", "pg_write_server_files",
    "pg_execute_server_program", "pg_create_subscription",
}  # fmt: skip
READING: Final = "pg_read_all_data"


def login_reasons(logins: Logins) -> list[str]:
    """Every reason why these logins are not fit; none where all is well."""
    application, public, owner = logins.application, logins.public, logins.owner
    everybody = (application, public, owner)
    away = [each for each in everybody if each.problem]
    if away:
        return [f"{each.variable} cannot be used: {each.problem.rstrip('.')}." for each in away]
    return [
        *_apart(everybody),
        *(reason for each in everybody for reason in _powers(each)),
        *(reason for each in (application, public) for reason in _holds(each, owner)),
        *_reads(public, application),
        *_owner(owner),
    ]


def _apart(everybody: Sequence[Login]) -> Iterator[str]:
    application, public, owner = everybody
    for one, other, why in (
        (application, owner, "an owner can switch the gate's triggers off"),
        (public, application, "the public would read drafts"),
        (public, owner, "the public could write everything"),
    ):
        if one.role == other.role:
            yield f"{one.variable} and {other.variable} log in as the same role, {one.role}: {why}."
    if len({each.identity for each in everybody}) > 1:
        names = ", ".join(f"{each.variable}: {each.identity[-1]}" for each in everybody)
        yield f"The three addresses do not lead to the same database on the same server ({names})."


def _powers(login: Login) -> Iterator[str]:
    for power in login.powers:
        what = _attributes(power)
        if not what:
            continue
        if power.is_itself:
            yield f"{login.role} ({login.variable}) {what}: `ALTER ROLE` takes it away."
        else:
            yield f"{login.role} ({login.variable}) is a member of {power.role}, which {what}."
    if login.replication != "origin" or login.may_set_replication:
        yield (
            f"{login.role} ({login.variable}) may switch triggers off by session_replication_role."
        )
    if login.acts_as != login.role:
        yield f"{login.role} ({login.variable}) acts as {login.acts_as}: log in as the role itself."


def _attributes(power: Power) -> str:
    found = [
        name
        for name, has in (
            ("is a superuser", power.is_super),
            ("has BYPASSRLS", power.bypasses),
            ("has CREATEROLE", power.creates_roles),
            ("has REPLICATION", power.replicates),
        )
        if has
    ]
    return " and ".join(found)


def _holds(login: Login, owner: Login) -> Iterator[str]:
    """What the application or the public reader owns, or may become, and must not."""
    if login.role == owner.role or any(power.is_super for power in login.powers):
        return
    roles = {power.role for power in login.powers if not power.is_itself}
    who = f"{login.role} ({login.variable})"
    if owner.role in roles:
        yield f"{who} is a member of {owner.role}, the owner."
    elif login.owned:
        yield f"{who} owns {named(login.owned)}: {_remedy(login, owner)}."
    if reaching := sorted(roles & REACHING):
        yield f"{who} is a member of {', '.join(reaching)}."


def _remedy(login: Login, owner: Login) -> str:
    reassign = f"`REASSIGN OWNED BY {login.role} TO {owner.role}`"
    if owner.owned:
        return reassign
    # Who follows that to the letter with two addresses swapped gives the house to the application.
    return (
        f"do {login.variable} and {owner.variable} stand in each other's place? {owner.role} "
        f"owns nothing here. Only if {owner.role} is meant to be the owner: {reassign}"
    )


def _reads(public: Login, application: Login) -> Iterator[str]:
    roles = {power.role for power in public.powers if not power.is_itself}
    for role in sorted(roles & {application.role, READING}):
        yield f"{public.role} ({public.variable}) is a member of {role}: it would read drafts."


def _owner(owner: Login) -> Iterator[str]:
    if owner.version < OLDEST:
        yield f"PostgreSQL 15 or newer is needed; this is {owner.version // 10000}."
    if owner.not_owned:
        yield (
            f"{owner.role} ({owner.variable}) does not own {named(owner.not_owned)}: "
            f"`ALTER TABLE … OWNER TO {owner.role}`, as a superuser."
        )
    if not owner.may_create:
        yield f"{owner.role} ({owner.variable}) may not create tables in the schema public."
