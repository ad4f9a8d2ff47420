"""The document is closed and strict: whatever is not exactly one of ours is refused."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from onboardgen.access.derivation import P256_ORDER, response_key
from onboardgen.responses.document import DocumentBroken, read_document

KNOWN = json.loads((Path(__file__).parents[1] / "known_answers/responses.json").read_text("utf-8"))[
    "responses"
]
DONE, ANSWERS, SIGN = (KNOWN[number]["document"] for number in (0, 1, 2))
REF = "task:sso-approval"


def changed(document: dict[str, Any], **other: Any) -> dict[str, Any]:
    return copy.deepcopy(document) | other


def with_fields(document: dict[str, Any], **other: Any) -> dict[str, Any]:
    fields = {name: one for name, one in (document["fields"] | other).items() if one != "gone"}
    return changed(document, fields=fields)


BROKEN = [
    (changed(DONE, more=1), "its fields are others than those of a response"),
    ({name: one for name, one in DONE.items() if name != "at"}, "its fields are others"),
    ([], "its fields are others"),
    (changed(DONE, format="onboardgen.response/2"), "format"),
    (changed(DONE, id="A" * 32), "id"),
    (changed(DONE, id="../../../etc/passwd"), "id"),
    (changed(DONE, portal="7q3m"), "portal"),
    (changed(DONE, epoch="0" * 63), "epoch"),
    (changed(DONE, grant="g"), "grant"),
    (changed(DONE, person="Jo Lind"), "person"),
    (changed(DONE, person=7), "person"),
    (changed(DONE, bundle="xy" * 32), "bundle"),
    (changed(DONE, at="2026-12-01T09:30:00+00:00"), "at"),
    (changed(DONE, at="2026-13-01T09:30:00Z"), "at"),
    (changed(DONE, at="9999-12-31T23:59:59Z"), "at"),
    (changed(DONE, kind="task_undone"), "kind"),
    (changed(DONE, kind=["task_done"]), "kind"),
    (changed(DONE, fields=[]), "kind"),
    (changed(DONE, shown={}), "shown"),
    (changed(DONE, shown={REF: DONE["shown"][REF], "task:other": {}}), "shown"),
    (changed(DONE, shown={REF: 7}), "shown"),
    (with_fields(DONE, more=1), "fields.more"),
    (with_fields(DONE, done="gone"), "fields.done"),
    (with_fields(DONE, done=None), "fields.done"),
    (with_fields(DONE, done="2026-12-1"), "fields.done"),
    (with_fields(DONE, done="20261201"), "fields.done"),
    (with_fields(DONE, done="1826-12-01"), "fields.done"),
    (with_fields(DONE, note="x" * 4001), "fields.note"),
    (with_fields(DONE, note="a\x1b[31m"), "fields.note"),
    (with_fields(DONE, note=" \n"), "fields.note"),
    (with_fields(DONE, task="sso approval"), "fields.task"),
    (with_fields(ANSWERS, answers={}), "fields.answers"),
    (with_fields(ANSWERS, answers={"billing": 1}), "fields.answers"),
    (with_fields(SIGN, signoff="contract"), "fields.signoff"),
    (with_fields(SIGN, digest="sha256:" + "0" * 64), "fields.digest"),
    (changed(SIGN, shown={"signoff:worksheet": {"answers": []}}), "fields.digest"),
]


@pytest.mark.parametrize(("document", "named"), BROKEN)
def test_a_document_that_is_not_exactly_one_of_ours_is_refused(document: Any, named: str) -> None:
    with pytest.raises(DocumentBroken, match=named):
        read_document(rfc8785.dumps(document))


def test_other_letters_that_mean_the_same_are_refused() -> None:
    text = KNOWN[0]["text"]
    assert read_document(text.encode()).kind == "task_done"
    for other in (text + " ", text.replace(":", ": ", 1), text.replace("ü", "\\u00fc"), "{", ""):
        with pytest.raises(DocumentBroken):
            read_document(other.encode())
    for raw in (b"\xff", b"[" * 100_000, b'{"a":1,"a":2}', b'{"a":' + b"9" * 5000 + b"}"):
        with pytest.raises(DocumentBroken):
            read_document(raw)


def test_a_private_key_is_never_nothing_and_never_beyond_the_order() -> None:
    found = {response_key(bytes([number]) * 32, "7q3m") for number in range(64)}
    assert len(found) == 64
    assert all(0 < one < P256_ORDER for one in found)
