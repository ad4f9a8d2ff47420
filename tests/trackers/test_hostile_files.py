"""What stands in the files is shown in the tracker, and does nothing there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date as Day
from pathlib import Path

import pytest

from onboardgen.trackers.marker import account_of, digest, identity_of
from onboardgen.trackers.routing import TrackerName
from onboardgen.trackers.wanted import wanted_of
from tests.trackers.server.server import TrackerServer
from tests.trackers.server.state import Item
from tests.trackers.small_accounts import HEAD, USERS, account, part_of, settings_of
from tests.trackers.world import Wire, World

FORGED = (
    f"<!-- onboardgen:issue id={identity_of('', 'halden', 'task:other')} "
    f"account={account_of('', 'halden')} workspace={digest('w')} facts={digest('f')} rung=0 "
    "state=open reopened=0 -->"
)
LINES = (
    "@mia-keller and \\@everyone and &#64;here and @all, (@team/leads)",
    "fixes #1, closes quillmark/plans#2, resolves GH-3, Fixes: #4",
    "closes https://github.com/quillmark/plans/issues/7",
    'see !5, ~bug, ~"two words", %v1, $3, &4, ^alert#5, [issue:6], #7+',
    "commit 1a2b3c4d5e6f and 0123456789abcdef0123456789abcdef01234567",
    "/close",
    "/assign @tomas-b",
    "  /label ~hacked",
    "::error file=x::hidden",
    "##[error]hidden",
    "--> <!-- onboardgen:end -->",
    FORGED,
    "<!-- onboardgen:note id=0123456789abcdef0123456789abcdef -->",
    "<img src=x onerror=alert(1)> <b>bold</b> <script>alert(1)</script>",
    "</details></td></tr></table>",
    "| a | b |",
    "[text](javascript:alert(1)) ![x](https://evil.example/pixel.png)",
    "[ref]: https://evil.example",
    "<https://evil.example/@mia> and www.evil.example",
    "\u202eexe.cod\u202c \u0000\u0007\u001b[31m \u2028/close\u2029/close",
    "```",
    "/close",
    "~~~",
    "`unfinished @mia-keller",
    "    indented @mia-keller",
    "# Heading with @mia-keller",
    "- [ ] @mia-keller",
    "> quoted @mia-keller",
    ">>>",
    "/reopen",
    "$$ @mia-keller $$",
    "<details>",
)


@pytest.fixture(scope="module")
def server() -> Iterator[TrackerServer]:
    with TrackerServer() as running:
        yield running


def _yaml(text: str) -> str:
    """As YAML writes any text on one line."""
    return json.dumps(text)


def hostile_plan(days: str) -> str:
    """A plan whose every text that reaches an issue is hostile: a late task for each of `LINES`,
    and one that is blocked with all of them together. `days` go with every task."""
    everything = _yaml(_kept("\n".join(LINES)))
    tasks = [
        f"  - {{id: t{number}, title: {_yaml(_kept(line)[:200].strip())}, owner: jo, stage: all, "
        f"how: {_yaml(_kept(line))}, {days}}}"
        for number, line in enumerate(LINES)
    ]
    tasks.append(
        f"  - {{id: blocked, title: {_yaml(_kept(LINES[5]))}, owner: mia, stage: all, {days}, "
        f"blocked: {{since: 2026-11-02, reason: technical, note: {everything}}}, "
        f"how: {everything}, evidence: {{required: {everything}}}}}"
    )
    needs = ", ".join(f"t{number}" for number in range(len(LINES)))
    tasks.append(
        "  - {id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, "
        f"needs: [{needs}]}}"
    )
    return HEAD.replace("name: All", f"name: {_yaml(_kept(LINES[0]))}") + "\n".join(tasks) + "\n"


def _kept(text: str) -> str:
    """What YAML files may hold: other control characters are a finding of their own."""
    return "".join(char for char in text if char.isprintable() or char == "\n")


CUSTOMER = f"""
name: {json.dumps(LINES[0])}
contacts:
  jo: {{name: {json.dumps(LINES[1])}, role: "/close", escalate_to: ravi}}
  ravi: {{name: "@tomas-b ::error::"}}
"""


@pytest.mark.parametrize("flavour", ["github", "gitlab"])
def test_no_text_of_a_file_does_anything_in_the_tracker(
    server: TrackerServer, flavour: TrackerName, tmp_path: Path
) -> None:
    """Issues are made, reach their next rung and are closed: every kind of text is written."""
    repository = server.new(f"hostile/{flavour}", users=list(USERS), token=f"token-{flavour}")
    wire = Wire()
    world = World(server, repository, flavour, wire, tmp_path)
    late, done = "due: 2026-12-01", "due: 2026-12-01, done: 2026-12-02"
    for days, day in ((late, 2), (late, 7), (done, 8)):
        plan = hostile_plan(days)
        if days == done:
            plan = re.sub(r"blocked: \{since: .*?\}, how", "how", plan)
        part = part_of(account("halden", plan, CUSTOMER), Day(2026, 12, day), flavour)
        outcome = world.run(wanted_of([part], [], settings_of()), cap=100)
        assert outcome.failure is None, outcome
    wire.close()
    assert len(repository.items) == len(LINES) + 1
    assert repository.notices == []
    for item in repository.items.values():
        _is_harmless(item)


def _is_harmless(item: Item) -> None:
    assert (item.is_open, item.reason or "completed") == (False, "completed"), item
    assert "hacked" not in item.labels
    assert item.body.count("<!-- onboardgen:issue ") == 1, item.body
    assert item.body.count("<!-- onboardgen:end -->") == 1, item.body
    said = [one.body for one in item.comments if not one.system]
    assert said, item
    for text in (item.title, item.body, *said):
        lines = [line.lstrip() for line in text.splitlines()]
        assert not [one for one in lines if one.startswith(("::", "##["))], text
        assert text.count("<!-- onboardgen:note ") == (text in said), text
