"""The published contract: one JSON Schema for each kind of document, and who keeps to it.

`jsonschema-rs` says yes quickly; only where it does not is `jsonschema` asked, which is the
judge and says what is wrong.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import jsonschema_rs

from onboardgen.errors import EnvironmentFailure
from onboardgen.findings import Finding, Positions
from onboardgen.loading.schema_errors import explain

KINDS: tuple[str, ...] = (
    "workspace", "calibration", "customer", "plan", "worksheet", "decision", "change", "events",
    "access", "response", "guide", "template",
)  # fmt: skip

Schema = dict[str, Any]


def schema_text(kind: str) -> str:
    """The schema of one of KINDS, as published.

    Raises EnvironmentFailure where the installation lacks it.
    """
    try:
        return _directory().joinpath(f"{kind}.schema.json").read_text(encoding="utf-8")
    except OSError as error:
        raise EnvironmentFailure(
            f"The schema of {kind} documents cannot be read.", "Install onboardgen again."
        ) from error


@cache
def schema(kind: str) -> Schema:
    """The schema of one of KINDS. The same object every time: not to be changed."""
    parsed: Schema = json.loads(schema_text(kind))
    return parsed


def validate(kind: str, document: object, positions: Positions) -> tuple[Finding, ...]:
    """What in `document` breaks the contract of its kind (OG201 to OG206), in order of place.

    `document` is what the reader makes: dict, list, str, int, float, bool and None; dates are
    ISO strings. `positions` tells where its parts stand.
    """
    if _accepts(kind, document):
        return ()
    return explain(schema(kind), document, positions)


def _accepts(kind: str, document: object) -> bool:
    try:
        return _quick_validator(kind).is_valid(document)
    except ValueError:
        return False


@cache
def _quick_validator(kind: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(schema(kind), validate_formats=True)


@cache
def _directory() -> Traversable:
    """Inside the installed package; in a checkout, beside it."""
    packaged = resources.files("onboardgen").joinpath("_schemas")
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "schemas"
