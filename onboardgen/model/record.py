"""What all records share: how a field is filled, and where the record stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from onboardgen.findings import NOWHERE, Place


@dataclass(frozen=True, slots=True)
class Keyed:
    """Annotation of a tuple whose records are written as a mapping; its key fills `field`."""

    field: str = "id"


KEYED: Final = Keyed()

STEM: Final = "stem"
"""Annotation of an id that is the file's stem and is not written inside the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A piece of a file with the place where it stands."""

    at: Place = field(default=NOWHERE, compare=False, repr=False)
