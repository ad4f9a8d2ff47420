"""Edits of the made-up customer that are lawful, and edits that are not, by the code they earn.

An edit changes plain documents by their path; a few work on what others have left.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any, Final

import yaml

from onboardgen.agreements.canonical import canonical_bytes, digest_of
from onboardgen.agreements.content import Signed, content_of
from onboardgen.agreements.documents import as_bytes
from onboardgen.loading.yaml_reader import read_yaml
from tests.changes.made_up import Files, account, change

Documents = dict[str, Any]
Edit = Callable[[Documents], None]
TODAY: Final = "2026-12-01"
JOS_GRANT: Final = "k3m8x2v9q4w7c1hd"
MINE: Final = {"by": "mia", "date": TODAY}


def documents(files: Files) -> Documents:
    """The files as plain documents; what was signed stays as it is."""
    return {
        path: text if path.startswith("signed/") else read_yaml(path, text.encode()).document
        for path, text in files.items()
    }


def written(docs: Documents, seed: int) -> Files:
    """The documents as files, each formatted in some way: indentation, flow, key order, JSON."""
    rng = random.Random(seed)
    return {
        path: doc if isinstance(doc, str) else _formatted(doc, rng) for path, doc in docs.items()
    }


def record(docs: Documents, start: str) -> Any:
    """The one document whose path begins like this, whatever it is called now."""
    (path,) = [path for path in docs if path.startswith(start)]
    return docs[path]


def task(docs: Documents, id_: str) -> Any:
    return next((one for one in docs["plan.yaml"]["tasks"] if one["id"] == id_), {"moved": []})


def answer(docs: Documents, id_: str) -> Any:
    return next(one for one in docs["worksheet.yaml"]["sections"][0]["answers"] if one["id"] == id_)


def _formatted(doc: Any, rng: random.Random) -> str:
    if rng.random() < 0.2:
        return json.dumps(doc, ensure_ascii=rng.random() < 0.5)
    text = yaml.safe_dump(
        _reordered(doc, rng) if rng.random() < 0.7 else doc,
        sort_keys=False,
        indent=rng.choice((2, 4)),
        width=rng.choice((40, 200)),
        default_flow_style=rng.choice((None, False, True)),
        allow_unicode=True,
    )
    return f"# written anew\n{text}"


def _reordered(doc: Any, rng: random.Random) -> Any:
    """The same with the keys of its mappings in any order."""
    if isinstance(doc, dict):
        keys = list(doc)
        rng.shuffle(keys)
        return {key: _reordered(doc[key], rng) for key in keys}
    return [_reordered(item, rng) for item in doc] if isinstance(doc, list) else doc


def _requested(path: str, **fields: str) -> Edit:
    def edit(docs: Documents) -> None:
        docs[path] = read_yaml(path, change(**fields).encode()).document

    return edit


def _set(start: str, field: str, value: object) -> Edit:
    def edit(docs: Documents) -> None:
        record(docs, start)[field] = value

    return edit


def _drop(start: str, field: str) -> Edit:
    def edit(docs: Documents) -> None:
        del record(docs, start)[field]

    return edit


def _delete(start: str) -> Edit:
    def edit(docs: Documents) -> None:
        for path in [path for path in docs if path.startswith(start)]:
            del docs[path]

    return edit


def _rename(old: str, new: str) -> Edit:
    def edit(docs: Documents) -> None:
        docs[new] = docs.pop(old)

    return edit


def _all(*edits: Edit) -> Edit:
    def edit(docs: Documents) -> None:
        for one in edits:
            one(docs)

    return edit


def _answer(id_: str, field: str, value: object) -> Edit:
    def edit(docs: Documents) -> None:
        answer(docs, id_)[field] = value

    return edit


def _task(id_: str, **fields: object) -> Edit:
    """Set fields of a task; None takes a field out."""

    def edit(docs: Documents) -> None:
        one = task(docs, id_)
        one.update(fields)
        for name in [name for name, value in one.items() if value is None]:
            del one[name]

    return edit


def _moved_on(id_: str, due: str) -> Edit:
    def edit(docs: Documents) -> None:
        one = task(docs, id_)
        move = {"from": one.get("due", "2026-12-18"), "reason": "technical", "note": "Late"}
        one.update(moved=[*one.get("moved", []), move], due=due)

    return edit


def _without_task(id_: str) -> Edit:
    def edit(docs: Documents) -> None:
        tasks = docs["plan.yaml"]["tasks"]
        tasks[:] = [one for one in tasks if one["id"] != id_]

    return edit


def _scope(move: Callable[[dict[str, list[Any]]], None]) -> Edit:
    def edit(docs: Documents) -> None:
        move(docs["worksheet.yaml"]["scope"])

    return edit


def _signed(change_it: Callable[[list[Any]], None], name: str = "worksheet") -> Edit:
    def edit(docs: Documents) -> None:
        change_it(docs[f"{name}.yaml"]["signoffs"][name]["signed"])

    return edit


def _signed_anew(name: Signed) -> Edit:
    """Jo and Mia sign what stands; Mia writes it down and says where it can be seen."""

    def edit(docs: Documents) -> None:
        data = as_bytes(content_of(account(written(docs, 0)), name))
        mark = digest_of(data)
        docs[f"signed/{mark.removeprefix('sha256:')}.json"] = data.decode()
        docs[f"{name}.yaml"]["signoffs"][name]["signed"] += [
            {"by": by, "date": TODAY, "digest": mark, "evidence": "Receipt"} for by in ("jo", "mia")
        ]

    return edit


def _jos_grant(**fields: object) -> Edit:
    def edit(docs: Documents) -> None:
        grants = docs["access.yaml"]["grants"]
        next(one for one in grants if one["id"] == JOS_GRANT).update(fields)

    return edit


def _grants(change_them: Callable[[list[Any]], None]) -> Edit:
    def edit(docs: Documents) -> None:
        change_them(docs["access.yaml"]["grants"])

    return edit


def _approvals(start: str, change_them: Callable[[list[Any]], None]) -> Edit:
    def edit(docs: Documents) -> None:
        change_them(record(docs, start).setdefault("approved", []))

    return edit


def _tampered(docs: Documents) -> None:
    path = next(path for path in docs if path.startswith("signed/"))
    plain = json.loads(docs[path])
    plain[next(iter(plain))].pop()
    docs[path] = canonical_bytes(plain).decode()


def _signed_file_gone(docs: Documents) -> None:
    del docs[next(path for path in docs if path.startswith("signed/"))]


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
CURRENCY = {"target": "setting:billing.currency", "current": "EUR", "requested": "USD"}
WORKFLOWS = {"target": "scope:d1", "current": "deferred", "requested": "included"}


def _include(scope: dict[str, list[Any]]) -> None:
    scope["included"].append(scope["deferred"].pop())


LAWFUL: Final[dict[str, Edit]] = {
    "a decision replaces the one that holds": _new_decision,
    "a proposal gets another title": _set("decisions/0003", "title", "Collect by card"),
    "a proposal is accepted": _all(
        _set("decisions/0003", "status", "accepted"), _set("decisions/0003", "date", TODAY)
    ),
    "the file of a decision is renamed": _decision_renamed,
    "prose is broken into lines otherwise": _reflowed,
    "an accepted decision is approved once more": _approvals(
        "decisions/0002", lambda them: them.append(MINE)
    ),
    "a promise moves by two days": _task("train", due="2026-12-16"),
    "a promise moves with its reason": _moved_on("load", "2026-12-22"),
    "a promise comes earlier": _task("go-live", due="2026-12-17"),
    "a task is added": lambda docs: docs["plan.yaml"]["tasks"].append(
        {"id": "extra", "title": "Extra", "stage": "build", "owner": "jo", "done": "2026-11-30"}
    ),
    "a task that nobody needs goes": _without_task("tidy"),
    "a done task is taken up again and says why": _task(
        "map", done=None, blocked={"since": TODAY, "reason": "technical", "note": "Half missing"}
    ),
    "an approved change is carried out": _all(
        _answer("methods", "answer", ["debit", "card"]), _set("changes/0001", "status", "done")
    ),
    "a change is asked for": _requested("changes/0002-chf.yaml", status="submitted", approved="[]"),
    "a change is approved and carried out at once": _all(
        _requested("changes/0003-usd.yaml", **CURRENCY, status="done", approved=PROVEN),
        _answer("currency", "answer", "USD"),
    ),
    "the scope moves with its change": _all(
        _requested("changes/0004-workflows.yaml", **WORKFLOWS, approved=PROVEN), _scope(_include)
    ),
    "an answer that is not locked changes": _answer("footer", "answer", "See you"),
    "a question is added": lambda docs: docs["worksheet.yaml"]["sections"][0]["answers"].append(
        {"id": "more", "question": "More?", "answer": "No", "architectural": True}
    ),
    "the file of a change is renamed": _rename(
        "changes/0001-debit.yaml", "changes/0001-collect.yaml"
    ),
    "an approved change gets an owner": _set("changes/0001", "owner", "tomas"),
    "a yes gets its evidence": _approvals(
        "changes/0001", lambda them: them[1].update(evidence="Minutes")
    ),
    "a grant is added": _grants(lambda them: them.append(_grant("z1z2z3z4z5z6z7z8"))),
    "a grant ends": _jos_grant(ended=TODAY),
    "the plan is signed anew": _signed_anew("plan"),
    "everything stands in another order": _turned,
    "somebody joins": lambda docs: docs["customer.yaml"]["contacts"].update(
        ravi={"name": "Ravi Nair"}
    ),
}
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
    "a locked answer changes": ("OG801", _answer("currency", "answer", "GBP")),
    "a locked answer is emptied": ("OG801", _answer("currency", "answer", None)),
    "a locked question is taken out": (
        "OG801",
        lambda docs: docs["worksheet.yaml"]["sections"][0]["answers"].remove(
            answer(docs, "currency")
        ),
    ),
    "the worksheet goes": ("OG801", lambda docs: docs.__delitem__("worksheet.yaml")),
    "a locked answer changes with a request": (
        "OG801",
        _all(
            _requested(
                "changes/0005-gbp.yaml", **{**CURRENCY, "requested": "GBP"}, status="assessed"
            ),
            _answer("currency", "answer", "GBP"),
        ),
    ),
    "a locked answer changes with another approved change": (
        "OG801",
        _all(
            _requested(
                "changes/0005-gbp.yaml", **{**CURRENCY, "current": "CHF", "requested": "GBP"}
            ),
            _answer("currency", "answer", "GBP"),
        ),
    ),
    "a locked answer changes with one side's yes": (
        "OG801",
        _all(
            _requested(
                "changes/0005-gbp.yaml",
                **{**CURRENCY, "requested": "GBP"},
                by="mia",
                approved="[{by: mia, date: 2026-12-01}]",
            ),
            _answer("currency", "answer", "GBP"),
        ),
    ),
    "a locked answer changes and is signed": (
        "OG801",
        _all(_answer("currency", "answer", "GBP"), _signed_anew("worksheet")),
    ),
    "a lock is taken off": ("OG802", _answer("methods", "architectural", False)),
    "a locked question gets other words": ("OG802", _answer("methods", "question", "Who?")),
    "a locked question gets another type": ("OG802", _answer("methods", "type", "list")),
    "an item of the scope moves": (
        "OG803",
        _scope(lambda scope: scope["included"].append(scope["excluded"].pop())),
    ),
    "an item of the scope is added": (
        "OG803",
        _scope(lambda scope: scope["included"].append({"id": "n1", "text": "More"})),
    ),
    "an item of the scope goes": ("OG803", _scope(lambda scope: scope["excluded"].clear())),
    "an item of the scope is reworded": (
        "OG803",
        _scope(lambda scope: scope["included"][0].update(text="Ten pricing plans")),
    ),
    **{
        f"{field} of an accepted decision is edited": ("OG804", _set("decisions/0001", field, new))
        for field, new in FROZEN.items()
    },
    "an approval of a decision goes": ("OG804", _approvals("decisions/0001", list.clear)),
    "the evidence of an approval is altered": (
        "OG804",
        _approvals("decisions/0001", lambda them: them[0].update(evidence="None")),
    ),
    "an accepted decision is deleted": ("OG805", _delete("decisions/0001")),
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
    "a decision replaces nothing any more": ("OG807", _drop("decisions/0002", "supersedes")),
    "a decision replaces another one": (
        "OG807",
        _set("decisions/0002", "supersedes", "0003-debit"),
    ),
    **{
        f"{field} of an approved change is edited": ("OG808", _set("changes/0001", field, new))
        for field, new in FACTS.items()
    },
    "an approved change is deleted": ("OG809", _delete("changes/0001")),
    "an approval of a change goes": ("OG809", _approvals("changes/0001", lambda one: one.pop(0))),
    "an approval gets another day": (
        "OG809",
        _approvals("changes/0001", lambda them: them[0].update(date="2026-11-25")),
    ),
    "an approval gets another person": (
        "OG809",
        _approvals("changes/0001", lambda them: them[0].update(by="lena")),
    ),
    "an approved change is rejected": ("OG809", _set("changes/0001", "status", "rejected")),
    "an approved change is assessed again": ("OG809", _set("changes/0001", "status", "assessed")),
    "a signature goes": ("OG810", _signed(lambda them: them.pop(0))),
    "all signatures under the plan go": ("OG810", _signed(list.clear, "plan")),
    "a signature gets another day": (
        "OG810",
        _signed(lambda them: them[0].update(date="2026-11-21")),
    ),
    "a signature gets another person": ("OG810", _signed(lambda them: them[0].update(by="lena"))),
    "a signature stands under something else": (
        "OG810",
        _signed(lambda them: them[0].update(digest=f"sha256:{'0' * 64}")),
    ),
    "a signer is left out": (
        "OG811",
        lambda docs: docs["worksheet.yaml"]["signoffs"]["worksheet"].update(signers=["mia"]),
    ),
    "what was signed is altered": ("OG812", _tampered),
    "what was signed is deleted": ("OG812", _signed_file_gone),
    "a promise moves without a reason": ("OG813", _task("train", due="2026-12-17")),
    "a promise is taken out": ("OG813", _task("train", due=None)),
    "a promise moves from a day it never had": (
        "OG813",
        _task("train", due="2027-01-20", moved=[{"from": "2027-01-10", "reason": "technical"}]),
    ),
    "a move is taken out": ("OG814", _task("load", moved=None)),
    "a move gets another reason": (
        "OG814",
        lambda docs: task(docs, "load")["moved"][0].update(reason="technical"),
    ),
    "a move gets another day": (
        "OG814",
        lambda docs: task(docs, "load")["moved"][0].update({"from": "2026-12-03"}),
    ),
    "a done task is open": ("OG815", _task("map", done=None, blocked=None)),
    "a task that others need goes": ("OG816", _without_task("load")),
    "a yes is written down for somebody else": (
        "OG818",
        _approvals("changes/0001", lambda them: them.append({"by": "lena", "date": TODAY})),
    ),
    "an approval lies ahead": (
        "OG819",
        _approvals("decisions/0002", lambda them: them.append({**MINE, "date": "2026-12-24"})),
    ),
    "work was finished ahead": ("OG819", _task("train", done="2026-12-02")),
    "an approval lies far back": (
        "OG820",
        _approvals("decisions/0002", lambda them: them.append({**MINE, "date": "2026-11-16"})),
    ),
    "a grant is deleted": ("OG821", _grants(list.clear)),
    "a grant gets another person": ("OG821", _jos_grant(person="lena")),
    "a grant gets another kind": ("OG821", _jos_grant(kind="passphrase")),
    "a grant gets another day": (
        "OG821",
        _jos_grant(granted={"by": "mia", "date": "2026-11-03"}),
    ),
    "all grants go with their file": ("OG821", _delete("access.yaml")),
    "an ended grant opens again": (
        "OG822",
        _grants(lambda them: [one.pop("ended", None) for one in them]),
    ),
    "the end of a grant is put off": (
        "OG822",
        _grants(lambda them: [one.update(ended="2026-12-24") for one in them]),
    ),
}
