"""What people may do to the made-up customer, in any number; in this order at most once each."""

from __future__ import annotations

import copy
from typing import Any, Final

from tests.changes.documents import Documents, Edit, record
from tests.changes.edits import (
    CURRENCY,
    MINE,
    TODAY,
    in_approvals,
    in_grants,
    in_scope,
    in_turn,
    jos_grant,
    move_on,
    put,
    rename,
    requested,
    set_answer,
    set_task,
    sign_anew,
    without_task,
)
from tests.changes.made_up import RESPONSE


def _new_decision(docs: Documents) -> None:
    last = next(path for path in docs if path.startswith("decisions/0002"))
    docs["decisions/0004-quarterly.yaml"] = {
        "title": "Invoice every quarter",
        "status": "accepted",
        "date": TODAY,
        "owner": "mia",
        "supersedes": last.removeprefix("decisions/").removesuffix(".yaml"),
    }


def _decision_renamed(docs: Documents) -> None:
    docs["decisions/0001-once-a-year.yaml"] = docs.pop("decisions/0001-yearly.yaml")
    record(docs, "decisions/0002")["supersedes"] = "0001-once-a-year"


def _reflowed(docs: Documents) -> None:
    decision = record(docs, "decisions/0001")
    decision["reason"] = f"  {decision['reason'].strip().replace(' ', '  ')}\n\n"


def _grant(id_: str, **fields: str) -> dict[str, Any]:
    return {"id": id_, "person": "jo", "kind": "link", "granted": MINE, **fields}


def _turned(docs: Documents) -> None:
    docs["plan.yaml"]["tasks"].reverse()
    docs["worksheet.yaml"]["signoffs"]["worksheet"]["signed"].reverse()
    docs["worksheet.yaml"]["sections"][0]["answers"].reverse()
    docs["access.yaml"]["grants"].reverse()


PROVEN = "[{by: jo, date: 2026-11-30, evidence: Mail}, {by: mia, date: 2026-12-01}]"
WORKFLOWS = {"target": "scope:d1", "current": "deferred", "requested": "included"}


def _include(scope: dict[str, list[Any]]) -> None:
    scope["included"].append(scope["deferred"].pop())


def _answered_again(docs: Documents) -> None:
    again = copy.deepcopy(docs[RESPONSE])
    again["response"]["id"] = "0a" * 16
    docs[f"responses/{'0a' * 16}.json"] = again


LAWFUL: Final[dict[str, Edit]] = {
    "a decision replaces the one that holds": _new_decision,
    "a proposal gets another title": put("decisions/0003", "title", "Collect by card"),
    "a proposal is accepted": in_turn(
        put("decisions/0003", "status", "accepted"), put("decisions/0003", "date", TODAY)
    ),
    "the file of a decision is renamed": _decision_renamed,
    "prose is broken into lines otherwise": _reflowed,
    "an accepted decision is approved once more": in_approvals(
        "decisions/0002", lambda them: them.append(MINE)
    ),
    "a promise moves by two days": set_task("train", due="2026-12-16"),
    "a promise moves with its reason": move_on("load", "2026-12-22"),
    "a promise comes earlier": set_task("go-live", due="2026-12-17"),
    "a task is added": lambda docs: docs["plan.yaml"]["tasks"].append(
        {"id": "extra", "title": "Extra", "stage": "build", "owner": "jo", "done": "2026-11-30"}
    ),
    "a task that nobody needs goes": without_task("tidy"),
    "a done task is taken up again and says why": set_task(
        "map", done=None, blocked={"since": TODAY, "reason": "technical", "note": "Half missing"}
    ),
    "an approved change is carried out": in_turn(
        set_answer("methods", "answer", ["debit", "card"]), put("changes/0001", "status", "done")
    ),
    "a change is asked for": requested("changes/0002-chf.yaml", status="submitted", approved="[]"),
    "a change is approved and carried out at once": in_turn(
        requested("changes/0003-usd.yaml", **CURRENCY, status="done", approved=PROVEN),
        set_answer("currency", "answer", "USD"),
    ),
    "the scope moves with its change": in_turn(
        requested("changes/0004-workflows.yaml", **WORKFLOWS, approved=PROVEN), in_scope(_include)
    ),
    "an answer that is not locked changes": set_answer("footer", "answer", "See you"),
    "a question is added": lambda docs: docs["worksheet.yaml"]["sections"][0]["answers"].append(
        {"id": "more", "question": "More?", "answer": "No", "architectural": True}
    ),
    "the file of a change is renamed": rename(
        "changes/0001-debit.yaml", "changes/0001-collect.yaml"
    ),
    "an approved change gets an owner": put("changes/0001", "owner", "tomas"),
    "a yes gets its evidence": in_approvals(
        "changes/0001", lambda them: them[1].update(evidence="Minutes")
    ),
    "a grant is added": in_grants(lambda them: them.append(_grant("z1z2z3z4z5z6z7z8"))),
    "a grant ends": jos_grant(ended=TODAY),
    "the plan is signed anew": sign_anew("plan"),
    "another response is taken in": _answered_again,
    "everything stands in another order": _turned,
    "somebody joins": lambda docs: docs["customer.yaml"]["contacts"].update(
        ravi={"name": "Ravi Nair"}
    ),
}
