"""What one run may do to a tracker, whatever its plan says: laws held against before and after."""

from __future__ import annotations

import re

from onboardgen.trackers.marker import identity_of, read_marker
from onboardgen.trackers.wanted import Wanted, WantedIssue
from tests.trackers.server.state import Item, Repository

OURS = re.compile(r"^onboardgen(:|$)", re.IGNORECASE)
BLOCK = re.compile(r"<!-- onboardgen:issue .*?<!-- onboardgen:end -->", re.DOTALL)
SUMMARY = identity_of("", None, "summary")


def broken_laws(
    before: Repository, after: Repository, wanted: Wanted, cap: int, left_out: str
) -> list[str]:
    """What a run did against the rules to the issues that were there, and in making others.
    `left_out` is the account of a customer whose files have errors."""
    issues = {one.identity: one for one in wanted.issues}
    broken = [
        f"#{number}: {law}"
        for number, item in before.items.items()
        for law in _of_item(item, after.items[number], issues, left_out, _is_first(item, before))
    ]
    made = [one for number, one in after.items.items() if number not in before.items]
    if len([one for one in made if _identity(one) != SUMMARY]) > cap:
        broken.append(f"more than {cap} are made in one run")
    broken += [f"#{one.number}: made, and not wanted" for one in made if _unwanted(one, issues)]
    return broken


def unserved(after: Repository, wanted: Wanted) -> list[str]:
    """The wanted issues that are nowhere: none may be, unless creating was held back."""
    there = {_identity(one) for one in after.items.values()}
    return [one.ref for one in wanted.issues if one.identity not in there]


def _of_item(
    before: Item, after: Item, issues: dict[str, WantedIssue], left_out: str, is_first: bool
) -> list[str]:
    marker = read_marker(before.body)
    if before.is_pull or marker is None:
        return [] if before == after else ["it is not ours, and was touched"]
    if marker.account == left_out:
        changed = _seen(before) != _seen(after)
        return ["nothing is known of its customer, and it was touched"] if changed else []
    laws = {
        "a label of people is gone": _theirs(before) <= _theirs(after),
        "text of people is gone": _around(before.body) in ("", _around(after.body).rstrip())
        or _around(before.body).rstrip() == _around(after.body).rstrip(),
        "a comment is gone": after.comments[: len(before.comments)] == before.comments,
        "it was opened more than twice": _reopened(after) <= 2,
    }
    issue = issues.get(marker.id)
    is_snoozed = not before.is_open and marker.is_open
    if is_snoozed and (issue is None or issue.facts == marker.facts):
        laws["a person closed it, and it was opened again"] = not after.is_open
    if before.is_open and not marker.is_open and issue is None:
        laws["a person opened it again, and it was closed"] = after.is_open
    if before.is_open and marker.is_open and is_first:
        laws |= _of_open(before, after, issue, marker.id == SUMMARY)
    if before.is_open and marker.is_open and not is_first:
        laws["a duplicate is left open"] = not after.is_open and "state=closed" in after.body
    return [law for law, holds in laws.items() if not holds]


def _of_open(
    before: Item, after: Item, issue: WantedIssue | None, is_summary: bool
) -> dict[str, bool]:
    """Of an issue that was open, as we left it."""
    if is_summary:
        return {}
    if issue is None:
        return {
            "it is not wanted, and still open": not after.is_open,
            "it was closed without a word": len(_said(after)) > len(_said(before)),
            "its marker does not say that we closed it": "state=closed" in after.body,
        }
    marker = read_marker(before.body)
    told = marker is not None and issue.rung > marker.rung
    return {
        "it is wanted, and was closed": after.is_open,
        "its title is not ours": after.title == issue.title,
        "its labels are not right": {one for one in after.labels if OURS.match(one)}
        == set(issue.labels),
        "its rung was not told, or something else was": (len(_said(after)) - len(_said(before)))
        == told,
        "it was assigned without a reason": told or after.assignees == before.assignees,
    }


def _is_first(item: Item, repository: Repository) -> bool:
    same = [
        one.number
        for one in repository.items.values()
        if not one.is_pull and _identity(one) == _identity(item)
    ]
    return item.number == min(same, default=0)


def _unwanted(item: Item, issues: dict[str, WantedIssue]) -> bool:
    return _identity(item) not in issues and _identity(item) != SUMMARY


def _identity(item: Item) -> str:
    marker = read_marker(item.body)
    return marker.id if marker else ""


def _reopened(item: Item) -> int:
    marker = read_marker(item.body)
    return marker.reopened if marker else 0


def _theirs(item: Item) -> set[str]:
    return {one for one in item.labels if not OURS.match(one)}


def _around(body: str) -> str:
    """What people wrote around our block; nothing where the block has lost its end."""
    return BLOCK.sub("", body, count=1) if BLOCK.search(body) else ""


def _said(item: Item) -> list[str]:
    return [one.body for one in item.comments if not one.system]


def _seen(item: Item) -> tuple[object, ...]:
    return (
        item.title, item.body, item.is_open, item.reason, _theirs(item), tuple(item.assignees),
        tuple(_said(item)),
    )  # fmt: skip
