"""System checks: what the house needs before anything can be published."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register

from editorial.editions.equipment import faults


@register(deploy=True)
def check_equipment(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    """Warnings, and no errors: the commands that mend it must run. Said by `check --deploy` alone,
    since every command that starts makes the other checks, also the one that makes the key.
    """
    return [
        Warning(
            f"{fault.says} {fault.detail}",
            hint="`manage.py signing_key create` makes a key."
            if fault.part == "keys"
            else "Give the web processes and the worker their rights to it.",
            id="editions.W001",
        )
        for fault in faults()
    ]
