"""What may not be done to the made-up customer, with the code it earns."""

from __future__ import annotations

import json
from typing import Final

from onboardgen.agreements.canonical import canonical_bytes
from tests.changes.documents import Documents, Edit, answer, record, task
from tests.changes.edits import (
    CURRENCY,
    MINE,
    TODAY,
    delete,
    drop,
    in_approvals,
    in_grants,
    in_scope,
    in_signatures,
    in_turn,
    jos_grant,
    of_response,
    put,
    rename,
    requested,
    set_answer,
    set_task,
    sign_anew,
    without_task,
)
from tests.changes.made_up import RESPONSE


def _tampered(docs: Documents) -> None:
    path = next(path for path in docs if path.startswith("signed/"))
    plain = json.loads(docs[path])
    plain[next(iter(plain))].pop()
    docs[path] = canonical_bytes(plain).decode()


def _signed_file_gone(docs: Documents) -> None:
    del docs[next(path for path in docs if path.startswith("signed/"))]


FROZEN: Final = {
    "title": "Otherwise",
    "date": "2026-11-11",
    "owner": "jo",
    "context": "Late",
    "decision": "Otherwise.",
    "reason": "None.",
    "consequences": "Many",
    "decided_by": "tomas",
    "alternatives": [{"option": "None", "why_not": "No"}],
    "visibility": "internal",
    "settings": {"billing.reminder": 21},
    "status": "rejected",
    "due": "2026-12-24",
}
FACTS: Final = {
    "title": "Otherwise",
    "target": "setting:billing.currency",
    "current": ["debit"],
    "requested": ["debit"],
    "reason": "None.",
    "downstream": [],
    "effective": "2027-01-01",
    "submitted": {"by": "lena", "date": "2026-11-23"},
    "classification": "structural",
    "in_scope": False,
    "assessment": {"effort_hours": 20, "note": "Two hours"},
}
UNLAWFUL: Final[dict[str, tuple[str, Edit]]] = {
    "a locked answer changes": ("OG801", set_answer("currency", "answer", "GBP")),
    "a locked answer is emptied": ("OG801", set_answer("currency", "answer", None)),
    "a locked question is taken out": (
        "OG801",
        lambda docs: docs["worksheet.yaml"]["sections"][0]["answers"].remove(
            answer(docs, "currency")
        ),
    ),
    "the worksheet goes": ("OG801", lambda docs: docs.__delitem__("worksheet.yaml")),
    "a locked answer changes with a request": (
        "OG801",
        in_turn(
            requested(
                "changes/0005-gbp.yaml", **{**CURRENCY, "requested": "GBP"}, status="assessed"
            ),
            set_answer("currency", "answer", "GBP"),
        ),
    ),
    "a locked answer changes with another approved change": (
        "OG801",
        in_turn(
            requested(
                "changes/0005-gbp.yaml", **{**CURRENCY, "current": "CHF", "requested": "GBP"}
            ),
            set_answer("currency", "answer", "GBP"),
        ),
    ),
    "a locked answer changes with one side's yes": (
        "OG801",
        in_turn(
            requested(
                "changes/0005-gbp.yaml",
                **{**CURRENCY, "requested": "GBP"},
                by="mia",
                approved="[{by: mia, date: 2026-12-01}]",
            ),
            set_answer("currency", "answer", "GBP"),
        ),
    ),
    "a locked answer changes and is signed": (
        "OG801",
        in_turn(set_answer("currency", "answer", "GBP"), sign_anew("worksheet")),
    ),
    "a lock is taken off": ("OG802", set_answer("methods", "architectural", False)),
    "a locked question gets other words": ("OG802", set_answer("methods", "question", "Who?")),
    "a locked question gets another type": ("OG802", set_answer("methods", "type", "list")),
    "an item of the scope moves": (
        "OG803",
        in_scope(lambda scope: scope["included"].append(scope["excluded"].pop())),
    ),
    "an item of the scope is added": (
        "OG803",
        in_scope(lambda scope: scope["included"].append({"id": "n1", "text": "More"})),
    ),
    "an item of the scope goes": ("OG803", in_scope(lambda scope: scope["excluded"].clear())),
    "an item of the scope is reworded": (
        "OG803",
        in_scope(lambda scope: scope["included"][0].update(text="Ten pricing plans")),
    ),
    **{
        f"{field} of an accepted decision is edited": ("OG804", put("decisions/0001", field, new))
        for field, new in FROZEN.items()
    },
    "an approval of a decision goes": ("OG804", in_approvals("decisions/0001", list.clear)),
    "the evidence of an approval is altered": (
        "OG804",
        in_approvals("decisions/0001", lambda them: them[0].update(evidence="None")),
    ),
    "an accepted decision is deleted": ("OG805", delete("decisions/0001")),
    "a second decision replaces the same one": (
        "OG806",
        lambda docs: docs.update(
            {
                "decisions/0009-daily.yaml": {
                    "title": "Daily",
                    "status": "accepted",
                    "date": TODAY,
                    "owner": "mia",
                    "supersedes": record(docs, "decisions/0002")["supersedes"],
                }
            }
        ),
    ),
    "a decision replaces nothing any more": ("OG807", drop("decisions/0002", "supersedes")),
    "a decision replaces another one": (
        "OG807",
        put("decisions/0002", "supersedes", "0003-debit"),
    ),
    **{
        f"{field} of an approved change is edited": ("OG808", put("changes/0001", field, new))
        for field, new in FACTS.items()
    },
    "an approved change is deleted": ("OG809", delete("changes/0001")),
    "an approval of a change goes": ("OG809", in_approvals("changes/0001", lambda one: one.pop(0))),
    "an approval gets another day": (
        "OG809",
        in_approvals("changes/0001", lambda them: them[0].update(date="2026-11-25")),
    ),
    "an approval gets another person": (
        "OG809",
        in_approvals("changes/0001", lambda them: them[0].update(by="lena")),
    ),
    "an approved change is rejected": ("OG809", put("changes/0001", "status", "rejected")),
    "an approved change is assessed again": ("OG809", put("changes/0001", "status", "assessed")),
    "a signature goes": ("OG810", in_signatures(lambda them: them.pop(0))),
    "all signatures under the plan go": ("OG810", in_signatures(list.clear, "plan")),
    "a signature gets another day": (
        "OG810",
        in_signatures(lambda them: them[0].update(date="2026-11-21")),
    ),
    "a signature gets another person": (
        "OG810",
        in_signatures(lambda them: them[0].update(by="lena")),
    ),
    "a signature gets other evidence": (
        "OG810",
        in_signatures(lambda them: them[0].update(evidence="None")),
    ),
    "a signature stands under something else": (
        "OG810",
        in_signatures(lambda them: them[0].update(digest=f"sha256:{'0' * 64}")),
    ),
    "a signer is left out": (
        "OG811",
        lambda docs: docs["worksheet.yaml"]["signoffs"]["worksheet"].update(signers=["mia"]),
    ),
    "what was signed is altered": ("OG812", _tampered),
    "what was signed is deleted": ("OG812", _signed_file_gone),
    "a promise moves without a reason": ("OG813", set_task("train", due="2026-12-17")),
    "a promise is taken out": ("OG813", set_task("train", due=None)),
    "a promise moves from a day it never had": (
        "OG813",
        set_task("train", due="2027-01-20", moved=[{"from": "2027-01-10", "reason": "technical"}]),
    ),
    "a move is taken out": ("OG814", set_task("load", moved=None)),
    "a move gets another reason": (
        "OG814",
        lambda docs: task(docs, "load")["moved"][0].update(reason="technical"),
    ),
    "a move gets another day": (
        "OG814",
        lambda docs: task(docs, "load")["moved"][0].update({"from": "2026-12-03"}),
    ),
    "a done task is open": ("OG815", set_task("map", done=None, blocked=None)),
    "a task that others need goes": ("OG816", without_task("load")),
    "a yes is written down for somebody else": (
        "OG818",
        in_approvals("changes/0001", lambda them: them.append({"by": "lena", "date": TODAY})),
    ),
    "an approval lies ahead": (
        "OG819",
        in_approvals("decisions/0002", lambda them: them.append({**MINE, "date": "2026-12-24"})),
    ),
    "work was finished ahead": ("OG819", set_task("train", done="2026-12-02")),
    "an approval lies far back": (
        "OG820",
        in_approvals("decisions/0002", lambda them: them.append({**MINE, "date": "2026-11-16"})),
    ),
    "a response goes": ("OG825", delete("responses/")),
    "a response gets another name": ("OG825", rename(RESPONSE, f"responses/{'0a' * 16}.json")),
    "a response gets another id": ("OG825", of_response("id", "0a" * 16)),
    "a response gets another person": ("OG825", of_response("person", "lena")),
    "a response gets another time": ("OG825", of_response("at", "2026-11-30T09:30:00Z")),
    "a response says something else": (
        "OG825",
        of_response("fields", {"done": "2026-11-28", "note": "Both.", "task": "map"}),
    ),
    "a response gets a space": (
        "OG825",
        of_response("fields", {"done": "2026-11-30", "note": "Both. ", "task": "map"}),
    ),
    "a response was shown something else": ("OG825", of_response("shown", {"task:map": {}})),
    "a receipt is another one": ("OG825", put("responses/", "receipt", "0" * 64)),
    "a grant is deleted": ("OG821", in_grants(list.clear)),
    "a grant gets another person": ("OG821", jos_grant(person="lena")),
    "a grant gets another kind": ("OG821", jos_grant(kind="passphrase")),
    "a grant gets another day": (
        "OG821",
        jos_grant(granted={"by": "mia", "date": "2026-11-03"}),
    ),
    "all grants go with their file": ("OG821", delete("access.yaml")),
    "an ended grant opens again": (
        "OG822",
        in_grants(lambda them: [one.pop("ended", None) for one in them]),
    ),
    "the end of a grant is put back": (
        "OG821",
        in_grants(lambda them: [one.update(ended="2026-11-03") for one in them]),
    ),
    "the end of a grant is put off": (
        "OG822",
        in_grants(lambda them: [one.update(ended="2026-12-24") for one in them]),
    ),
}
