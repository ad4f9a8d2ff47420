"""The sentences of `diff`: every edit of the made-up customer can be read by a person."""

from __future__ import annotations

import re

import pytest

from onboardgen.changes.impact import impact
from onboardgen.changes.impact_report import Side
from onboardgen.changes.policy import compare
from onboardgen.cli.diff_words import headline, sections
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.outlook import outlook
from onboardgen.workflows.diff import CustomerDiff
from onboardgen.workflows.names import names_of
from tests.changes.documents import documents, written
from tests.changes.lawful import LAWFUL
from tests.changes.made_up import DAY, Files, account, agreed, facts, settings
from tests.changes.unlawful import UNLAWFUL

EDITS = {**LAWFUL, **{name: edit for name, (_, edit) in UNLAWFUL.items()}}
UNREADABLE = re.compile(r"\bTrue\b|\bFalse\b|[{}]|: ?$|; ;|: ;|  ")


def lines_of(before: Files, after: Files) -> list[str]:
    sides = [
        Side(account=one, outlook=outlook(one, settings(), AsOf(DAY)))
        for one in (account(before), account(after))
    ]
    around = facts(sides[0].account, sides[1].account)
    broken = [
        one
        for one in compare(sides[0].account, sides[1].account, around)
        if one.severity == "error"
    ]
    told = CustomerDiff(impact(sides[0], sides[1], around, broken), names_of(sides[1].account))
    found = list(sections(told, DAY))
    assert len({one.title for one in found}) == len(found)
    rows = [" ".join(filter(None, row)) for one in found for row in one.rows]
    ours = [line for one in found if not one.has_code for line in one.lines]
    return [headline(told, DAY), *ours, *rows]


@pytest.mark.parametrize("name", EDITS)
def test_every_edit_there_and_back_is_told_in_readable_lines(name: str) -> None:
    docs = documents(agreed())
    EDITS[name](docs)
    after = written(docs, 1)
    for line in (*lines_of(agreed(), after), *lines_of(after, agreed())):
        assert not UNREADABLE.search(line), line
