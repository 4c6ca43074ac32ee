"""The signed statement by which a person goes on with a restored log. Pure.

It lives in the row and in the log's chain; each later head repeats it, so that it is known where
the row was lost in its turn.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from editorial.editions.continuity.rules import Accepted
from editorial.editions.receipts import ReceiptInvalid, sign_jws, verify_jws

TYPE = "log-restoration+jwt"


class Person(BaseModel):
    id: int
    username: str
    name: str


class Statement(BaseModel):
    """The claims. `facts` are the keys of all that heads said of the lost part, `unsaid` digests of
    what holds alone told. Statements of before have no `unsaid`, and both in `facts`.
    """

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="ignore", frozen=True
    )

    iss: str
    iat: int
    at: str
    epoch: int
    common: int
    first: int
    last: int
    log_seq: int
    chain_hash: str
    hold: int
    by: Person
    reason: str
    replaces: tuple[str, ...]
    facts: tuple[str, ...]
    withdrawn: tuple[dict[str, str], ...] = ()
    stopped: tuple[dict[str, str], ...] = ()
    revoked: tuple[int, ...] = ()
    unsaid: tuple[str, ...] | None = None


def statement_encode(statement: Statement) -> str:
    """Sign it with the current key."""
    return sign_jws(statement.model_dump(mode="json", by_alias=True), type_=TYPE)


def statement_read(token: str, *, jwks: dict[str, Any]) -> Statement:
    """Raises ReceiptInvalid: it is not signed by this house, or says something else."""
    said = verify_jws(token, jwks=jwks, type_=TYPE).claims
    try:
        return Statement.model_validate(said)
    except ValueError as error:
        raise ReceiptInvalid(["It does not say what an accepted restore says."]) from error


def statement_decode(token: str, *, hold_id: int, seq: int, jwks: dict[str, Any]) -> Accepted:
    """What a row of the log decided, for those who judge heads.

    Raises:
        ReceiptInvalid: it is not signed by this house, or its row claims to answer another hold.
    """
    said = statement_read(token, jwks=jwks)
    if said.hold != hold_id:
        raise ReceiptInvalid(["Its row answers another hold than it says."])
    return Accepted(
        seq=seq,
        epoch=said.epoch,
        common=said.common,
        first=said.first,
        last=said.last,
        hold_id=said.hold,
        replaces=frozenset(said.replaces),
        fact_keys=frozenset(said.facts),
        by=said.by.username,
        reason=said.reason,
        at=said.at,
        unsaid=None if said.unsaid is None else frozenset(said.unsaid),
    )
