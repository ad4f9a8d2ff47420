"""The first day of a made-up year, and the mistakes that are planted in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.changes.documents import Documents, record, task
from tests.changes.made_up import ACCESS, CUSTOMER, WORKSHEET, Files, change, sign

FIRST_DAY: Final = "2026-01-05"
Change = Callable[[Documents, str], None]
"""An edit of the documents on a day."""

_TASK = "  - {{id: {id}, title: {id}, stage: all, owner: {owner}{more}}}\n"
_PLAN = (
    "kickoff: 2026-01-05\ngo_live: {milestone: go-live}\nstages: [{id: all, name: All}]\ntasks:\n"
    + "".join(
        _TASK.format(id=id_, owner=owner, more=more)
        for id_, owner, more in (
            ("silent", "mia", ", due: 2026-10-01"),
            ("rewritten", "mia", ", due: 2026-10-01, moved: [{from: 2026-09-01, reason: legal}]"),
            ("reopened", "jo", ", due: 2026-01-05, done: 2026-01-05"),
            ("needed", "jo", ""),
            ("needing", "jo", ", needs: [needed]"),
            ("r0", "jo", ", due: 2026-06-01"),
            ("go-live", "mia", ", type: milestone, due: 2026-12-18"),
        )
    )
)
ASKED = {"target": "setting:billing.footer", "current": "Thank you", "requested": "Goodbye"}


def _decision(title: str, supersedes: str | None = None, status: str = "accepted") -> str:
    more = f"supersedes: {supersedes}\n" if supersedes else ""
    return f"title: {title}\nstatus: {status}\ndate: 2026-01-05\nowner: mia\n{more}"


def first_day() -> Files:
    yes = "[{by: jo, date: 2026-01-05, evidence: Mail}, {by: mia, date: 2026-01-05}]"
    change_ = change(**ASKED, approved=yes).replace("2026-11-23", "2026-01-05")
    unproven = change_.replace(yes, "[]").replace("status: approved", "status: assessed")
    files = {
        "customer.yaml": CUSTOMER,
        "plan.yaml": _PLAN,
        "worksheet.yaml": WORKSHEET.replace("2026-11-09", "2026-01-05"),
        "access.yaml": ACCESS.replace("2026-11-02", FIRST_DAY).replace("2026-11-19", FIRST_DAY),
        "decisions/0101-edited.yaml": _decision("Edited"),
        "decisions/0102-deleted.yaml": _decision("Deleted"),
        "decisions/0103-forked.yaml": _decision("Forked"),
        "decisions/0104-fork.yaml": _decision("Fork", "0103-forked"),
        "decisions/0105-broken.yaml": _decision("Broken", "0101-edited"),
        "decisions/0106-ahead.yaml": _decision("Ahead", status="proposed"),
        "decisions/0107-late.yaml": _decision("Late", status="proposed"),
        "changes/0101-facts.yaml": change_,
        "changes/0102-taken.yaml": change_.replace("status: approved", "status: assessed"),
        "changes/0103-unproven.yaml": unproven,
    }  # fmt: skip
    return sign(sign(files, "worksheet", "2026-01-05"), "plan", "2026-01-05")


def _set(start: str, **fields: object) -> Change:
    def edit(docs: Documents, day: str) -> None:
        record(docs, start).update(fields)

    return edit


def _lose(start: str, name: str) -> Change:
    def edit(docs: Documents, day: str) -> None:
        del record(docs, start)[name]

    return edit


def _of_task(id_: str, **fields: object) -> Change:
    def edit(docs: Documents, day: str) -> None:
        one = task(docs, id_)
        one.update(fields)
        for name in [name for name, value in one.items() if value is None]:
            del one[name]

    return edit


def answered(id_: str, **fields: object) -> Change:
    def edit(docs: Documents, day: str) -> None:
        for one in docs["worksheet.yaml"]["sections"][0]["answers"]:
            if one["id"] == id_:
                one.update(fields)

    return edit


def _unproven(docs: Documents, day: str) -> None:
    record(docs, "changes/0103")["approved"] = [{"by": "jo", "date": day}]


def _forked(docs: Documents, day: str) -> None:
    docs["decisions/0109-second.yaml"] = {
        "title": "Second", "status": "accepted", "date": day, "owner": "mia",
        "supersedes": "0103-forked",
    }  # fmt: skip


def _without_needed(docs: Documents, day: str) -> None:
    tasks = docs["plan.yaml"]["tasks"]
    tasks[:] = [one for one in tasks if one["id"] != "needed"]


def _signature_lost(docs: Documents, day: str) -> None:
    docs["plan.yaml"]["signoffs"]["plan"]["signed"].pop(0)


def _signer_lost(docs: Documents, day: str) -> None:
    docs["plan.yaml"]["signoffs"]["plan"]["signers"] = ["mia"]


def _altered(docs: Documents, day: str) -> None:
    digest = docs["worksheet.yaml"]["signoffs"]["worksheet"]["signed"][0]["digest"]
    path = f"signed/{digest.removeprefix('sha256:')}.json"
    docs[path] = docs[path].replace("EUR", "CHF")


def _grant_lost(docs: Documents, day: str) -> None:
    grants = docs["access.yaml"]["grants"]
    grants[:] = [one for one in grants if one["id"] != "k3m8x2v9q4w7c1hd"]


def _grant_back(docs: Documents, day: str) -> None:
    for one in docs["access.yaml"]["grants"]:
        if one["id"] == "p6t0z5n8r2b4j9ye":
            del one["ended"]


PLANTED: Final[tuple[tuple[int, str, Change], ...]] = (
    (12, "OG813", _of_task("silent", due="2026-11-02")),
    (21, "OG814", _of_task("rewritten", moved=None)),
    (30, "OG815", _of_task("reopened", done=None)),
    (38, "OG804", _set("decisions/0101", title="Edited afterwards")),
    (47, "OG806", _forked),
    (55, "OG807", _lose("decisions/0105", "supersedes")),
    (62, "OG805", lambda docs, day: docs.__delitem__("decisions/0102-deleted.yaml")),
    (70, "OG818", _unproven),
    (79, "OG808", _set("changes/0101", reason="They never asked.")),
    (88, "OG809", _set("changes/0102", approved=[])),
    (96, "OG819", _set("decisions/0106", status="accepted", date="2026-12-30")),
    (104, "OG820", _set("decisions/0107", status="accepted", date="2026-02-02")),
    (112, "OG816", _without_needed),
    (128, "OG802", answered("methods", question="Which ways to pay?")),
    (136, "OG801", answered("currency", answer="GBP")),
    (147, "OG803", lambda docs, day: docs["worksheet.yaml"]["scope"]["excluded"].clear()),
    (156, "OG810", _signature_lost),
    (165, "OG811", _signer_lost),
    (173, "OG812", _altered),
    (182, "OG821", _grant_lost),
    (191, "OG822", _grant_back),
)
