"""Decisions and change requests by name: which there are, and what a new one is called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal

from onboardgen.editing.answer_text import typed_answer
from onboardgen.errors import UsageError
from onboardgen.loading.suggestions import nearest
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.decision import Decision
from onboardgen.model.worksheet import Answer, AnswerValue, ScopeItem
from onboardgen.workflows.record_edits import Editing

LONGEST_STEM: Final = 120
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]*", re.ASCII)


def next_stem(editing: Editing, directory: Literal["decisions", "changes"], name: str) -> str:
    """`NNNN-name` with the number after the highest there is. Raises UsageError for a name that
    no file can have."""
    stems = [file.stem for file in editing.source.below(directory)]
    number = max((int(stem[:4]) for stem in stems), default=0) + 1
    stem = f"{number:04d}-{name}"
    if not _NAME.fullmatch(name) or len(stem) > LONGEST_STEM or number > 9999:
        raise UsageError(
            f"`{name}` cannot be part of a file name.", "Use a–z, 0–9 and “-”, as in add-chf."
        )
    return stem


def schema_line(editing: Editing, kind: Literal["decision", "change"]) -> str:
    """The first line by which editors find the schema, where the workspace holds it."""
    if not (editing.root / "schemas" / f"{kind}.schema.json").is_file():
        return ""
    return f"# yaml-language-server: $schema=../../../schemas/{kind}.schema.json"


def change_named(editing: Editing, name: str) -> ChangeRequest:
    """The change request of that id, or of that number. Raises UsageError for any other."""
    changes = {change.id: change for change in editing.account.changes}
    return changes[_full_id(editing, changes, name.removeprefix("change:"), "change request")]


def decision_named(editing: Editing, name: str) -> Decision:
    """The decision of that id, or of that number. Raises UsageError for any other."""
    decisions = {decision.id: decision for decision in editing.account.decisions}
    return decisions[_full_id(editing, decisions, name.removeprefix("decision:"), "decision")]


def question_named(editing: Editing, setting: str) -> Answer:
    """The question of the worksheet that `section.answer` names. Raises UsageError."""
    questions = dict(_questions(editing))
    if setting not in questions:
        raise _nothing_named(editing, f"setting:{setting}", questions, "question")
    return questions[setting]


def scope_item_named(editing: Editing, id_: str) -> tuple[ScopeItem, str]:
    """An item of the scope and the list it stands in. Raises UsageError."""
    worksheet = editing.account.worksheet
    lists = {
        name: getattr(worksheet.scope, name) if worksheet else ()
        for name in ("included", "deferred", "excluded")
    }
    items = {item.id: (item, name) for name, listed in lists.items() for item in listed}
    if id_ not in items:
        raise _nothing_named(editing, f"scope:{id_}", items, "item of the scope")
    return items[id_]


def answer_typed(editing: Editing, setting: str, text: str) -> AnswerValue:
    return typed_answer(question_named(editing, setting), text)


def shown(value: object) -> str:
    """A value in a sentence."""
    if value is None or value == ():
        return "empty"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        rows = [one for one in value if isinstance(one, dict)]
        return f"a table of {len(rows)} rows" if rows else ", ".join(map(str, value))
    text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _questions(editing: Editing) -> Iterator[tuple[str, Answer]]:
    worksheet = editing.account.worksheet
    for section in worksheet.sections if worksheet else ():
        for answer in section.answers:
            yield f"{section.id}.{answer.id}", answer


def _nothing_named(editing: Editing, name: str, known: Iterable[str], what: str) -> UsageError:
    near = nearest(name.partition(":")[2], known)
    hint = f"Did you mean `{near}`?" if near else "The worksheet names all there are."
    return UsageError(f"There is no {what} `{name}` at {editing.slug}.", hint)


def _full_id(editing: Editing, known: Iterable[str], wanted: str, what: str) -> str:
    ids = list(known)
    number = wanted.zfill(4) if wanted.isdecimal() else wanted
    found = [id_ for id_ in ids if id_ == wanted or id_[:4] == number]
    if len(found) != 1:
        near = nearest(wanted, ids)
        hint = f"Did you mean `{near}`?" if near else f"Known: {', '.join(ids) or 'none yet'}."
        raise UsageError(f"There is no {what} `{wanted}` at {editing.slug}.", hint)
    return found[0]
