"""Makers of edits to the made-up customer: each changes plain documents by their path."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, Final

from onboardgen.agreements.canonical import digest_of
from onboardgen.agreements.content import Signed, content_of
from onboardgen.agreements.documents import as_bytes
from onboardgen.loading.yaml_reader import read_yaml
from tests.changes.documents import Documents, Edit, answer, record, task, written
from tests.changes.made_up import RESPONSE, account, change

TODAY: Final = "2026-12-01"
JOS_GRANT: Final = "k3m8x2v9q4w7c1hd"
MINE: Final = {"by": "mia", "date": TODAY}
CURRENCY: Final = {"target": "setting:billing.currency", "current": "EUR", "requested": "USD"}


def requested(path: str, **fields: str) -> Edit:
    def edit(docs: Documents) -> None:
        docs[path] = read_yaml(path, change(**fields).encode()).document

    return edit


def of_response(field: str, value: object) -> Edit:
    """Jo's response, with another value in one field of what was sent."""

    def edit(docs: Documents) -> None:
        docs[RESPONSE] = copy.deepcopy(docs[RESPONSE])
        docs[RESPONSE]["response"][field] = value

    return edit


def put(start: str, field: str, value: object) -> Edit:
    def edit(docs: Documents) -> None:
        record(docs, start)[field] = value

    return edit


def drop(start: str, field: str) -> Edit:
    def edit(docs: Documents) -> None:
        del record(docs, start)[field]

    return edit


def delete(start: str) -> Edit:
    def edit(docs: Documents) -> None:
        for path in [path for path in docs if path.startswith(start)]:
            del docs[path]

    return edit


def rename(old: str, new: str) -> Edit:
    def edit(docs: Documents) -> None:
        docs[new] = docs.pop(old)

    return edit


def in_turn(*edits: Edit) -> Edit:
    def edit(docs: Documents) -> None:
        for one in edits:
            one(docs)

    return edit


def set_answer(id_: str, field: str, value: object) -> Edit:
    def edit(docs: Documents) -> None:
        answer(docs, id_)[field] = value

    return edit


def set_task(id_: str, **fields: object) -> Edit:
    """Set fields of a task; None takes a field out."""

    def edit(docs: Documents) -> None:
        one = task(docs, id_)
        one.update(fields)
        for name in [name for name, value in one.items() if value is None]:
            del one[name]

    return edit


def move_on(id_: str, due: str) -> Edit:
    def edit(docs: Documents) -> None:
        one = task(docs, id_)
        move = {"from": one.get("due", "2026-12-18"), "reason": "technical", "note": "Late"}
        one.update(moved=[*one.get("moved", []), move], due=due)

    return edit


def without_task(id_: str) -> Edit:
    def edit(docs: Documents) -> None:
        tasks = docs["plan.yaml"]["tasks"]
        tasks[:] = [one for one in tasks if one["id"] != id_]

    return edit


def in_scope(move: Callable[[dict[str, list[Any]]], None]) -> Edit:
    def edit(docs: Documents) -> None:
        move(docs["worksheet.yaml"]["scope"])

    return edit


def in_signatures(change_it: Callable[[list[Any]], None], name: str = "worksheet") -> Edit:
    def edit(docs: Documents) -> None:
        change_it(docs[f"{name}.yaml"]["signoffs"][name]["signed"])

    return edit


def sign_anew(name: Signed) -> Edit:
    """Jo and Mia sign what stands; Mia writes it down and says where it can be seen."""

    def edit(docs: Documents) -> None:
        data = as_bytes(content_of(account(written(docs, 0)), name))
        mark = digest_of(data)
        docs[f"signed/{mark.removeprefix('sha256:')}.json"] = data.decode()
        docs[f"{name}.yaml"]["signoffs"][name]["signed"] += [
            {"by": by, "date": TODAY, "digest": mark, "evidence": "Receipt"} for by in ("jo", "mia")
        ]

    return edit


def jos_grant(**fields: object) -> Edit:
    def edit(docs: Documents) -> None:
        grants = docs["access.yaml"]["grants"]
        next(one for one in grants if one["id"] == JOS_GRANT).update(fields)

    return edit


def in_grants(change_them: Callable[[list[Any]], None]) -> Edit:
    def edit(docs: Documents) -> None:
        change_them(docs["access.yaml"]["grants"])

    return edit


def in_approvals(start: str, change_them: Callable[[list[Any]], None]) -> Edit:
    def edit(docs: Documents) -> None:
        change_them(record(docs, start).setdefault("approved", []))

    return edit
