"""How our labels look, and that of everybody else which has to be made."""

from __future__ import annotations

import re
from typing import Final

from onboardgen.trackers.tracker import Label

_OURS: Final = {
    "onboardgen": ("#0f6b5c", "Kept by onboardgen from the plans"),
    "onboardgen:overdue": ("#b42318", "The promised day has ended"),
    "onboardgen:blocked": ("#b54708", "Blocked for too long"),
    "onboardgen:gate": ("#b54708", "A stage should be able to begin, and its gate is shut"),
    "onboardgen:access": ("#175cd3", "Somebody's access has ended, or will soon"),
    "onboardgen:untouched": ("#6941c6", "Nothing in the plan changed for a long time"),
}
_RUNG: Final = re.compile(r"onboardgen:rung-(\d{1,3})")
_RUNG_COLOUR: Final = "#7a271a"
_OTHER_COLOUR: Final = "#8c959f"


def label_of(name: str) -> Label:
    """The label of that name, to be made."""
    rung = _RUNG.fullmatch(name)
    if rung:
        return Label(name, _RUNG_COLOUR, f"Rung {rung[1]} of the escalation is reached")
    colour, description = _OURS.get(name, (_OTHER_COLOUR, ""))
    return Label(name, colour, description)
