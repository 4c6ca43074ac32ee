"""What heads tell of, one thing each: withdrawals, stops, sign-offs taken back, decisions. Pure."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Member(BaseModel):
    # A later release may say more; what it says of what is known here holds.
    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="ignore", frozen=True
    )


class WithdrawalFact(Member):
    """A text that was taken down: what a restore must not bring back."""

    seq: int
    content_id: UUID
    lang: str
    number: int
    edition_digest: str
    reason: str
    notice: str = ""
    replacement: UUID | None = None
    at: str

    @property
    def key(self) -> str:
        return self.edition_digest


class StopFact(Member):
    """A person's wish to take a text down, carried out or not, whether it was public or not.

    Numbers are given again after a restore: `at`, to the microsecond, tells one from another.
    """

    wish_id: int
    content_id: UUID
    lang: str
    reason: str
    notice: str = ""
    replacement: UUID | None = None
    at: str

    @property
    def key(self) -> str:
        return f"stop:{self.wish_id}:{self.content_id}:{self.lang}:{self.at}"


class SignOffMember(Member):
    """A sign-off as it was given. Numbers are given again after a restore: the rest tells."""

    signoff_id: int
    content_id: UUID
    lang: str
    clinical_digest: str
    signed_by: int
    signed_at: str
    cause: str = ""
    reason: str
    at: str


class RevocationFact(SignOffMember):
    """A sign-off that was taken back."""

    @property
    def key(self) -> str:
        return f"{self.signoff_id}:{self.clinical_digest}:{self.signed_by}:{self.signed_at}"


class TakingFact(SignOffMember):
    """A person's wish to take a sign-off back, carried out or not.

    `hides_text`: it is a wish to withdraw, for the text was public on the sign-off.
    """

    wish_id: int
    hides_text: bool

    @property
    def key(self) -> str:
        kind = "text" if self.hides_text else "signoff"
        return f"taking:{kind}:{self.wish_id}:{self.signoff_id}:{self.at}"


class RestorationFact(Member):
    """A person's decision to go on with a log that had lost its end; `statement` is its proof."""

    seq: int
    statement: str


Fact = WithdrawalFact | RevocationFact | StopFact | TakingFact
# What a database may have forgotten though its log has every entry that a head names.
Unlogged = RevocationFact | StopFact | TakingFact
