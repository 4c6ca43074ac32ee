"""What people have decided about licences, read from `licences.yml` and checked."""

from pathlib import Path

import yaml
from license_expression import ExpressionError, get_spdx_licensing
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

FILE = Path(__file__).with_name("licences.yml")
SPDX = get_spdx_licensing()


def spdx(text: str) -> str | None:
    """The SPDX expression in its usual form; None where the text is not one."""
    try:
        found = SPDX.parse(text, validate=True)
    except ExpressionError:
        return None
    return str(found) if found is not None else None


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _expression(text: str) -> str:
    found = spdx(text)
    if found is None:
        raise ValueError(f"{text!r} is no SPDX expression")
    return found


class Decision(Strict):
    """What holds for a package beside or instead of what its metadata says."""

    licence: str | None = Field(None, description="The package's own, where it says it unclearly.")
    brings: str | None = Field(None, description="Licences of other works inside its files.")
    reason: str = Field(min_length=20)

    _check = field_validator("licence", "brings")(
        lambda text: text if text is None else _expression(text)
    )

    @model_validator(mode="after")
    def _decides_something(self) -> "Decision":
        if self.licence is None and self.brings is None:
            raise ValueError("neither licence nor brings")
        return self


class Data(Strict):
    """Data of others that is shipped with the code."""

    name: str
    version: str
    publisher: str
    licence: str
    files: tuple[str, ...] = Field(min_length=1)
    changed: str = Field(min_length=20)

    _check = field_validator("licence")(_expression)


class Decisions(Strict):
    """Allowed licences, each with its reason, decisions by package name, and shipped data."""

    allowed: dict[str, str]
    packages: dict[str, Decision]
    data: tuple[Data, ...]

    @field_validator("allowed")
    @classmethod
    def _allowed(cls, rows: dict[str, str]) -> dict[str, str]:
        for name, reason in rows.items():
            if _expression(name) != name or not reason.strip():
                raise ValueError(f"{name}: an SPDX identifier and a reason are needed")
        return rows


def decisions_read(file: Path = FILE) -> Decisions:
    """Raises pydantic's ValidationError where the file says something unusable."""
    return Decisions.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
