"""The audit report: one HTML file that needs nothing else, in English, for print and archive.

It is no page of a portal: workspaces do not restyle what is shown to an auditor.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, StrictUndefined, Template

from onboardgen.agreements.canonical import Json
from onboardgen.audit.bundle import Words
from onboardgen.audit.evidence import Evidence, changes, decisions, responses, sign_offs
from onboardgen.git.signatures import Signature
from onboardgen.model.response import ResponseKind
from onboardgen.model.worksheet import AnswerValue

_TEMPLATE: Final = "report.html.j2"
_SPACES: Final = "\n\t\u00a0\u202f"
_ANSWERS: Final[Mapping[ResponseKind, str]] = {
    "task_done": "Task done",
    "task_blocked": "Task blocked",
    "task_question": "Question about a task",
    "date_confirm": "Date confirmed",
    "date_propose": "Another date proposed",
    "answers": "Worksheet answers",
    "sign_off": "Sign-off",
    "change_request": "Change request",
    "rating": "Rating",
}
_MARKS: Final[dict[Signature | None, str]] = {
    "good": "signed by a key the repository knows",
    "unknown_key": "signed by an unknown key",
    "bad": "bad signature",
    "none": "not signed",
    None: "not asked",
}


def report(evidence: Evidence, words: Words) -> str:
    """The report as HTML. Every text of the workspace and of Git is escaped; nothing is a link."""
    people = {member.person.id: member.person.name for member in evidence.account.members}
    parties = {member.person.id: member.party_name for member in evidence.account.members}
    return _template().render(
        evidence=evidence,
        account=evidence.account,
        sign_offs=sign_offs(evidence),
        decisions=decisions(evidence),
        changes=changes(evidence),
        responses=responses(evidence),
        answer=_ANSWERS.__getitem__,
        words=_in_line(words),
        person=lambda id_: people.get(id_, id_),
        party=lambda id_: parties.get(id_, ""),
        value=_value,
        said=_said,
        mark=lambda state: _MARKS[state],
    )


@cache
def _template() -> Template:
    made = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["visible"] = _visible
    source = (files(__package__ or "") / _TEMPLATE).read_text(encoding="utf-8")
    return made.from_string(source)


def _in_line(words: Words) -> Callable[..., str]:
    return lambda event: _visible(words(event))


def _visible(text: str) -> str:
    """What does not print, or turns the direction of a text, written out; spaces stay."""
    return "".join(c if c.isprintable() or c in _SPACES else repr(c)[1:-1] for c in text)


def _said(value: Json) -> str:
    """A field of a response as one text."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _value(value: AnswerValue) -> str:
    """An answer or a side of a change request as one text."""
    if value is None or value in ("", ()):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        rows = (
            json.dumps(one, ensure_ascii=False, default=str) if isinstance(one, dict) else one
            for one in value
        )
        return _visible(", ".join(rows))
    return _visible(str(value))
