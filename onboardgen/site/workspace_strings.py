"""All that people wrote in a workspace, with the line each text stands on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

from onboardgen.audit.event import Event, Row, Value
from onboardgen.findings import NOWHERE, Place
from onboardgen.model.account import Account
from onboardgen.model.customer import Customer
from onboardgen.model.people import Partner, Person
from onboardgen.model.record import Record
from onboardgen.site.needles import WorkspaceString

SHORTEST = 4
NOT_TEXT = frozenset({"at", "timezone", "language", "calendar", "access", "sealed", "sha256"})
NAMES = frozenset({"name", "email", "also"})
_LISTED_APART = frozenset({"slug", "attachments", "members", "responses"})
SOMEBODY = (Customer, Partner, Person)
_ID = re.compile(r"[a-z][a-z0-9_-]*|\d{4}-[a-z0-9-]+|[a-z]+:[a-z0-9_.-]+", re.ASCII)


def account_strings(account: Account) -> Iterator[WorkspaceString]:
    """Every text of one customer, its slug and its file names; ids and choices left out."""
    folder = f"plans/{account.slug}"
    yield WorkspaceString(account.slug, folder, name=True)
    for attachment in account.attachments:
        path = f"{folder}/{attachment.path}"
        yield WorkspaceString(attachment.path.rpartition("/")[2], path, name=True)
    for file in account.responses:
        yield from _texts(file.kept.response.fields, NOWHERE, ())
    listed = {field.name for field in fields(account)} - _LISTED_APART
    for name in sorted(listed - NOT_TEXT):
        yield from _texts(getattr(account, name), NOWHERE, ())


def record_strings(records: Iterable[Record]) -> Iterator[WorkspaceString]:
    """Every text of some records: the team, or those that one audience must not see."""
    for record in records:
        yield from _texts(record, NOWHERE, ())


def history_strings(events: Iterable[Event]) -> Iterator[WorkspaceString]:
    """Every text that a customer's history knows, also of what is gone by now. Nothing of it may be
    published unsealed, and inside a portal only what its readers are told."""
    for event in events:
        about = event.ref or event.field
        where = f"plans/{event.slug}, {about} in commit {event.stamp.commit.hash[:9]}"
        named = event.ref is None and (event.field or "").rpartition(".")[2] in NAMES
        for value in (event.before, event.after, event.note):
            for text in _told_texts(value):
                if len(text) >= SHORTEST and not _ID.fullmatch(text):
                    yield WorkspaceString(text, where, named)


def _told_texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _told_texts(each)
    elif isinstance(value, Row):
        for _, each in value.items:
            yield from _told_texts(each)


def _texts(
    value: object, place: Place, steps: tuple[str | int, ...], *, named: bool = False
) -> Iterator[WorkspaceString]:
    """Walk a record; `place` and `steps` lead to the value in its file.

    `named` where the value is what somebody is called.
    """
    if isinstance(value, str):
        if len(value) >= SHORTEST and not _ID.fullmatch(value):
            where = place.value(*steps)
            yield WorkspaceString(value, f"{where.path}:{where.line}", named)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, place, (*steps, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _texts(item, place, (*steps, index), named=named)
    elif is_dataclass(value) and not isinstance(value, type):
        if isinstance(value, Record) and value.at is not NOWHERE:
            place, steps = value.at, ()
        for name in _free_fields(type(value)):
            named = isinstance(value, SOMEBODY) and name in NAMES
            step = name.rstrip("_")
            yield from _texts(getattr(value, name), place, (*steps, step), named=named)


@cache
def _free_fields(record: type) -> tuple[str, ...]:
    """The fields of a record in which people write what they like."""
    hints = get_type_hints(record)
    return tuple(
        field.name
        for field in fields(record)
        if field.name not in NOT_TEXT and not _is_choice(hints[field.name])
    )


def _is_choice(hint: Any) -> bool:
    """Whether only words that we chose can stand there."""
    if get_origin(hint) is Literal:
        return True
    parts = [part for part in get_args(hint) if part is not type(None) and part is not Ellipsis]
    return bool(parts) and all(_is_choice(part) for part in parts)
