"""Random customers: a network of every kind of need, on calendars from around the world.

Each is drawn as the YAML somebody would have to write, and read by the real loader, so that a
failing example can be pasted into a workspace.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from datetime import date as Day
from datetime import datetime as Instant
from random import Random
from typing import Any, TypeVar

from hypothesis import strategies as st

from onboardgen.agreements.content import Signed, content_of
from onboardgen.agreements.documents import as_bytes, digest
from onboardgen.model.account import Account
from onboardgen.model.settings import Settings
from tests.schedule.plans_for_tests import read_files

Document = dict[str, Any]
T = TypeVar("T")

BASES = (
    Day(2026, 11, 20),  # the week before Thanksgiving
    Day(2026, 12, 16),  # before Christmas and a new year
    Day(2027, 3, 22),  # Easter, and clocks that change
    Day(2027, 4, 26),  # Golden Week in Japan
    Day(2026, 5, 20),  # Whitsun, and Eid al-Adha
)
COUNTRIES: tuple[Document, ...] = (
    {"country": "DE"},
    {"country": "DE", "subdivision": "BE"},
    {"country": "DE", "subdivision": "BY"},
    {"country": "US"},
    {"country": "US", "subdivision": "CA"},
    {"country": "JP"},
    {"country": "AE"},
    {"country": None},
    {},
)
WEEKENDS: tuple[list[str], ...] = (
    ["sat", "sun"],
    ["fri", "sat"],
    ["thu", "fri"],
    ["sun"],
    ["fri"],
    [],
    ["mon", "wed", "sat", "sun"],
)
ZONES = ("UTC", "Pacific/Honolulu", "Europe/Berlin", "Asia/Tokyo", "Pacific/Kiritimati")
PEOPLE = ("mia", "nora", "jo", "priya")
"""Two of ours, the customer's and the partner's."""
RECORDS = ["signoff:plan", "signoff:worksheet", "decision:0001-idp", "decision:0002-tax",
           "change:0001-chf", "change:0002-sepa", "section:billing", "section:tax"]  # fmt: skip
DAYS_AROUND = 30
LATER = {"id": "later", "question": "And later?"}


@dataclass(frozen=True)
class Drawn:
    """A customer, its files, and now: a day, and now and then an instant."""

    account: Account
    settings: Settings
    files: Mapping[str, str]
    today: Day
    instant: Instant | None

    def __repr__(self) -> str:
        texts = (f"# {path}\n{text}" for path, text in self.files.items())
        return f"today {self.today}, instant {self.instant}\n" + "\n".join(texts)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """How Hypothesis shows it: its own way would show every record twice over."""
        printer.text(repr(self))


def drawn_plans(largest: int = 9) -> st.SearchStrategy[Drawn]:
    """Plans of up to so many tasks and milestones beside go-live.

    Hypothesis draws no more than a size and a seed: two plans have little in common, and a
    failing one shrinks to a small plan at once.
    """
    return st.builds(random_plan, st.integers(1, largest), st.integers(0, 2**32 - 1))


def random_plan(size: int, seed: int) -> Drawn:
    """The plan of this size that this seed stands for."""
    random = Random(seed)
    base = random.choice(BASES)
    dice = Dice(random, base)
    workspace = _text(_workspace(dice))
    plan, worksheet = _plan(dice, size), _worksheet(dice)
    documents = {"customer.yaml": _customer(dice), "plan.yaml": plan, "worksheet.yaml": worksheet}
    for stem in ("0001-idp", "0002-tax"):
        documents[f"decisions/{stem}.yaml"] = _decision(dice)
    for stem in ("0001-chf", "0002-sepa"):
        documents[f"changes/{stem}.yaml"] = _change(dice)
    texts = {path: _text(document) for path, document in documents.items()}
    unsigned, _ = read_files(workspace, texts)
    documents_signed: tuple[tuple[Signed, Document], ...] = (
        ("plan", plan),
        ("worksheet", worksheet),
    )
    for name, document in documents_signed:
        content = content_of(unsigned, name)
        document["signoffs"] = {name: _sign_off(dice, digest(content))}
        texts[f"{name}.yaml"] = _text(document)
        hexadecimal = digest(content).removeprefix("sha256:")
        texts[f"signed/{hexadecimal}.json"] = as_bytes(content).decode("utf-8")
    account, settings = read_files(workspace, texts)
    today = base + timedelta(days=dice.number(-6, 20))
    instant = None
    if dice.one_in(4):
        hour, minute = dice.number(0, 23), dice.number(0, 59)
        instant = Instant(today.year, today.month, today.day, hour, minute, tzinfo=UTC)
    return Drawn(account, settings, {"onboardgen.yaml": workspace} | texts, today, instant)


@dataclass(frozen=True)
class Dice:
    """Chance, and the day around which everything happens."""

    random: Random
    base: Day

    def one_in(self, number: int) -> bool:
        return self.random.randrange(number) == 0

    def number(self, least: int, most: int) -> int:
        return self.random.randint(least, most)

    def choice(self, values: Sequence[T]) -> T:
        return self.random.choice(values)

    def some(self, most: int, make: Callable[[], T]) -> list[T]:
        """Up to so many, none as often as the most."""
        return [make() for _ in range(self.number(0, most))]

    def day(self) -> str:
        return str(self.base + timedelta(days=self.number(-6, DAYS_AROUND)))

    def maybe_day(self, one_in: int = 2) -> str | None:
        return self.day() if self.one_in(one_in) else None


def _text(document: Document) -> str:
    """JSON, which is YAML too, and written in a tenth of the time."""
    return json.dumps(document, indent=1, ensure_ascii=False)


def _calendar(dice: Dice) -> Document:
    return dice.choice(COUNTRIES) | {
        "weekend": list(dice.choice(WEEKENDS)),
        "extra_holidays": dice.some(4, dice.day),
    }


def _person(dice: Dice, name: str) -> Document:
    return {"name": name, "away": dice.some(2, lambda: _leave(dice))}


def _leave(dice: Dice) -> Document:
    start = Day.fromisoformat(dice.day())
    return {"from": str(start), "to": str(start + timedelta(days=dice.number(0, 9)))}


def _workspace(dice: Dice) -> Document:
    organization = {
        "name": "Example Billing",
        "timezone": dice.choice(ZONES),
        "calendar": _calendar(dice),
    }
    team = {"mia": _person(dice, "Mia"), "nora": _person(dice, "Nora")}
    return {"format": 1, "organization": organization, "team": team}


def _customer(dice: Dice) -> Document:
    partner: Document = {"name": "Kestrel", "contacts": {"priya": _person(dice, "Priya")}}
    customer: Document = {"name": "Halden", "contacts": {"jo": _person(dice, "Jo")}}
    for one in (partner, customer):
        if dice.one_in(2):
            one["timezone"] = dice.choice(ZONES)
        if dice.one_in(2):
            one["calendar"] = _calendar(dice)
    return customer | {"partners": {"kestrel": partner}}


def _plan(dice: Dice, size: int) -> Document:
    ids = [f"t{number}" for number in range(size)]
    ids.insert(dice.number(0, size) if dice.one_in(6) else size, "go-live")
    stages = [f"s{number}" for number in range(dice.number(1, 3))]
    phases = [f"p{number}" for number in range(dice.number(0, 2))]
    tasks = [_task(dice, id_, stages, phases) for id_ in ids]
    for number, task in enumerate(tasks):
        task["needs"] = _needs(dice, tasks, number, stages)
    return {
        "kickoff": str(dice.base + timedelta(days=dice.number(-4, 8))),
        "go_live": {"milestone": "go-live"},
        "stages": [{"id": s, "name": s, "gate": _gate(dice, tasks, "stage", s)} for s in stages],
        "phases": [{"id": p, "name": p, "needs": _gate(dice, tasks, "phase", p)} for p in phases],
        "tasks": tasks,
    }


def _task(dice: Dice, id_: str, stages: list[str], phases: list[str]) -> Document:
    go_live = id_ == "go-live"
    task: Document = {
        "id": id_,
        "title": id_,
        "owner": dice.choice(PEOPLE),
        "stage": dice.choice(stages),
        "phase": dice.choice(phases) if phases and dice.one_in(3) else None,
        "due": dice.maybe_day(),
        "start": dice.maybe_day(5),
    }
    milestone = go_live or dice.one_in(5)
    if milestone:
        task["type"] = "milestone"
    elif not dice.one_in(4):
        task["duration"] = dice.number(1, 9)
    task |= _happened(dice, milestone, one_in=20 if go_live else 9)
    return {key: value for key, value in task.items() if value is not None}


def _happened(dice: Dice, milestone: bool, one_in: int) -> Document:
    """What is known of a task: mostly nothing, else begun, blocked, done or dropped."""
    what = dice.number(0, one_in)
    first = dice.base + timedelta(days=dice.number(-10, 10))
    later = first + timedelta(days=dice.number(0, 12))
    blocked = {"since": str(later), "reason": "technical"}
    if dice.one_in(2):
        blocked["until"] = str(later + timedelta(days=dice.number(0, 12)))
    if what == 0:
        return {"status": "dropped"}
    if what == 1:
        return {"done": str(later)} | ({"started": str(first)} if dice.one_in(2) else {})
    if what == 2:
        return {"blocked": blocked}
    if what in (3, 4) and not milestone:
        remaining = dice.number(1, 6) if dice.one_in(2) else None
        running = {"started": str(first), "remaining": remaining}
        return running | ({"blocked": blocked} if dice.one_in(2) else {})
    return {}


def _needs(dice: Dice, tasks: list[Document], number: int, stages: list[str]) -> list[Any]:
    """References to earlier tasks, to stages that end before this task, to other records."""
    kinds = [task["id"] for task in tasks[:number]] * 3
    kinds += [f"stage:{one}" for one in stages if _last(tasks, "stage", one) < number]
    if dice.one_in(5):
        kinds += RECORDS
    least = 1 if tasks[number]["id"] == "go-live" else 0
    many = dice.number(least, 3) if kinds else 0
    return [_need(dice, dice.choice(kinds)) for _ in range(many)]


def _need(dice: Dice, reference: str) -> str | Document:
    if dice.one_in(2):
        return reference
    type_ = "FS" if reference.startswith("stage:") else dice.choice(("FS", "SS", "FF", "SF"))
    return {"ref": reference, "type": type_, "lag": dice.number(-3, 5)}


def _gate(dice: Dice, tasks: list[Document], kind: str, id_: str) -> list[str]:
    """What a stage or phase may wait for without going round in circles."""
    if not dice.one_in(3):
        return []
    held = [number for number, task in enumerate(tasks) if task.get(kind) == id_]
    first = min(held, default=len(tasks))
    before = [f"task:{task['id']}" for task in tasks[:first]]
    return dice.some(2, lambda: dice.choice([*before, *before, *RECORDS]))


def _last(tasks: list[Document], kind: str, id_: str) -> int:
    return max((n for n, task in enumerate(tasks) if task.get(kind) == id_), default=-1)


def _sign_off(dice: Dice, content: str) -> Document:
    """Given by both, by one or by none; `content` is the digest of what they sign."""
    signed = [one for one in ("jo", "mia") if not dice.one_in(3)]
    return {
        "due": dice.maybe_day(),
        "signers": ["jo", "mia"],
        "signed": [{"by": one, "date": dice.day(), "digest": content} for one in signed],
    }


def _worksheet(dice: Dice) -> Document:
    sections = [
        {
            "id": id_,
            "title": id_,
            "due": dice.maybe_day(),
            "answers": [
                dict(LATER),
                *(_answer(dice, number) for number in range(dice.number(0, 3))),
            ],
        }
        for id_ in ("billing", "tax")
    ]
    return {"sections": sections}


def _answer(dice: Dice, number: int) -> Document:
    answer = {"id": f"q{number}", "question": "Which?", "required": dice.one_in(2)}
    if dice.one_in(4):
        return answer
    return answer | {"answer": "This.", "answered": {"by": "jo", "date": dice.day()}}


def _decision(dice: Dice) -> Document:
    return {
        "title": "Which?",
        "status": dice.choice(("proposed", "accepted")),
        "date": dice.day(),
        "owner": "jo",
        "due": dice.maybe_day(),
    }


def _change(dice: Dice) -> Document:
    return {
        "target": "setting:billing.later",
        "current": None,
        "requested": "Another.",
        "reason": "It grew.",
        "downstream": [],
        "effective": dice.day(),
        "submitted": {"by": "jo", "date": dice.day()},
        "due": dice.maybe_day(),
        "status": dice.choice(("submitted", "assessed", "approved", "done")),
        "approved": [{"by": one, "date": dice.day()} for one in ("jo", "mia") if dice.one_in(2)],
    }
