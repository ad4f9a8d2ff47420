"""What is signed, as bytes: exactly what the contract names, and nothing else reads back."""

from __future__ import annotations

import hashlib
import json

import pytest

from onboardgen.agreements.content import PlanContent, plan_content, worksheet_content
from onboardgen.agreements.documents import as_bytes, digest, read_content
from tests.agreements.signing_for_tests import PLAN, WORKSHEET, loaded

WRITTEN = (
    '{"answers":['
    '{"answer":"EUR","architectural":true,"id":"currency","question":"Which currency?",'
    '"section":"billing","type":"currency"},'
    '{"answer":14,"architectural":false,"id":"reminder","question":"After how many days?",'
    '"section":"billing","type":"number"}],'
    '"scope":[{"id":"d1","list":"deferred","text":"Approvals"},'
    '{"id":"s1","list":"included","text":"One plan"}]}'
)


def worksheet_bytes(worksheet: str = WORKSHEET) -> bytes:
    account, _ = loaded({"worksheet.yaml": worksheet})
    assert account.worksheet
    return as_bytes(worksheet_content(account.worksheet))


def test_a_worksheet_is_its_answered_questions_and_its_scope_by_id() -> None:
    assert worksheet_bytes().decode() == WRITTEN


def test_a_plan_is_its_tasks_by_id_but_for_dropped_ones() -> None:
    plan = PLAN + "  - {id: gone, title: Gone, stage: all, owner: jo, status: dropped}\n"
    account, _ = loaded({"plan.yaml": plan})
    assert as_bytes(plan_content(account.plan)).decode() == (
        '{"tasks":[{"due":"2026-11-20","id":"a","owner":"mia","title":"Build"},'
        '{"due":"2026-11-27","id":"b","owner":"jo","title":"Check"},'
        '{"due":"2026-12-01","id":"go-live","owner":"mia","title":"Go-live"}]}'
    )


def test_the_digest_is_the_files_own() -> None:
    account, _ = loaded({})
    content = plan_content(account.plan)
    assert digest(content) == "sha256:" + hashlib.sha256(as_bytes(content)).hexdigest()


def test_a_signed_file_reads_back() -> None:
    account, _ = loaded({})
    assert account.worksheet
    content = worksheet_content(account.worksheet)
    assert read_content(as_bytes(content)) == content
    assert read_content(as_bytes(plan_content(account.plan))) == plan_content(account.plan)
    assert read_content(as_bytes(PlanContent())) == PlanContent()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{}", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"tasks":{}}', b'{"tasks":[1]}',
        b'{"tasks":[],"more":1}', b'{"answers":[]}', (WRITTEN + "\n").encode(),
        WRITTEN.replace(",", ", ").encode(), WRITTEN.replace("14", "14.0").encode(),
        WRITTEN.replace("14", "true").replace("false", '"no"').encode(),
        WRITTEN.replace("14", "null").encode(), WRITTEN.replace("14", "[]").encode(),
        WRITTEN.replace("14", "[[1]]").encode(), WRITTEN.replace("14", "[1]").encode(),
        WRITTEN.replace("14", '[{"a":[]}]').encode(), WRITTEN.replace("14", "1e400").encode(),
        WRITTEN.replace("14", "90071992547409921").encode(),
        WRITTEN.replace('"One plan"', "1").encode(), WRITTEN.replace("One", "e\u0301").encode(),
        WRITTEN.replace('"number"', '"digits"').encode(),
        WRITTEN.replace('"included"', '"promised"').encode(),
        WRITTEN.replace('"scope"', '"scope","scope"').encode(),
        WRITTEN.replace('"s1"', '"a1"').encode(),
        b'{"tasks":[{"due":"soon","id":"a","owner":"b","title":"c"}]}',
        b'{"tasks":[{"due":null,"id":"a","owner":"b"}]}',
    ],
)  # fmt: skip
def test_other_bytes_are_no_content(data: bytes) -> None:
    assert read_content(data) is None


STYLES = {
    "block": WORKSHEET,
    "flow": json.dumps(
        {
            "scope": {
                "deferred": [{"text": "Approvals", "id": "d1"}],
                "included": [{"text": "One plan", "id": "s1"}],
            },
            "sections": [
                {
                    "title": "Money",
                    "id": "billing",
                    "answers": [
                        {"id": "open", "question": "What else?", "required": False},
                        {"id": "reminder", "answer": 14.0, "type": "number",
                         "question": "After how many days?"},
                        {"architectural": True, "type": "currency", "answer": "EUR",
                         "question": "Which currency?", "id": "currency"},
                    ],
                }
            ],
        }
    ),
}  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_order_quotes_and_what_is_not_signed_change_no_byte(style: str) -> None:
    assert worksheet_bytes(STYLES[style]).decode() == WRITTEN
