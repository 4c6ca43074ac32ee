"""Whether the clocks of this process and of the workers agree with the database's."""

from cms.health.registry import Check
from editorial.editions.skew import noted, said, skew_measure


def skew() -> Check:
    """Not ok where one is surely more than five seconds off. None of them decides about a text."""
    own, others = skew_measure(), noted()
    wrong = [each for each in others if not each.is_small]
    says = [] if own.is_small else [f"The clock of this web process is {said(own)}."]
    if wrong:
        says.append(f"The clock of a worker is {said(wrong[0])}.")
    return Check(
        is_ok=not says,
        says=" ".join(says),
        figures={
            "seconds": round(own.seconds, 1),
            "workers": [round(each.seconds, 1) for each in others],
        },
    )
