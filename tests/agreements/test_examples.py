"""The example customers: no way of writing breaks a digest, no change of a value goes unseen."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from onboardgen.agreements.comparison import differences
from onboardgen.agreements.content import (
    SIGNED,
    Content,
    content_of,
    plan_content,
    worksheet_content,
)
from onboardgen.agreements.documents import digest
from onboardgen.agreements.sign_offs import first_given_plan_promises, sign_off_state
from onboardgen.checks.catalogue import check_account
from onboardgen.findings import Place, Positions, has_errors
from onboardgen.loading.binding import bind
from onboardgen.loading.loader import Loaded, load
from onboardgen.loading.yaml_reader import read_yaml
from onboardgen.model.account import Account
from onboardgen.model.plan import Plan
from onboardgen.model.worksheet import Worksheet
from onboardgen.schedule.as_of import AsOf
from tests.agreements.restyled import STYLES, shuffled
from tests.example_workspace import AS_OF, REPOSITORY, copy_example

SLUGS = sorted(path.parent.name for path in REPOSITORY.glob("plans/*/customer.yaml"))
GIVEN = {("fennel", "worksheet"), ("fennel", "plan"), ("pinecrest", "worksheet"),
         ("pinecrest", "plan")}  # fmt: skip
Steps = tuple[str | int, ...]


@pytest.fixture(scope="module")
def examples() -> Loaded:
    return load(REPOSITORY)


def digests(account: Account) -> list[str]:
    return [digest(content_of(account, name)) for name in SIGNED]


def given(loaded: Loaded) -> set[tuple[str, str]]:
    assert loaded.settings
    return {
        (account.slug, name)
        for account in loaded.accounts
        for name in SIGNED
        if sign_off_state(account, loaded.settings, name).given
    }


def test_the_sign_offs_of_the_examples_that_are_live_are_given(examples: Loaded) -> None:
    assert given(examples) == GIVEN
    for account in examples.accounts:
        promises = first_given_plan_promises(account)
        assert (promises is not None) == ((account.slug, "plan") in GIVEN)
        for task in account.plan.tasks if promises else ():
            assert (promises or {}).get(task.id) == (
                task.moved[0].from_ if task.moved else task.due
            )


@pytest.mark.parametrize("style", STYLES)
def test_rewriting_every_file_in_another_style_breaks_no_digest(
    style: str, tmp_path: Path, examples: Loaded
) -> None:
    root = copy_example(tmp_path / "workspace")
    for path in sorted(root.glob("plans/**/*.yaml")):
        document = read_yaml(path.name, path.read_bytes()).document
        text = STYLES[style](shuffled(document))
        assert read_yaml(path.name, text.encode()).document == shuffled(document)
        path.write_bytes(text.encode())
    rewritten = load(root)
    assert rewritten.settings
    for before, after in zip(examples.accounts, rewritten.accounts, strict=True):
        assert digests(after) == digests(before)
        assert not has_errors(check_account(after, rewritten.settings, AsOf(AS_OF)))
    assert given(rewritten) == GIVEN


def documents(slug: str, name: str) -> tuple[Any, type[Any]]:
    path = REPOSITORY / "plans" / slug / f"{name}.yaml"
    return read_yaml(path.name, path.read_bytes()).document, Plan if name == "plan" else Worksheet


def content(document: Any, kind: type[Any]) -> Content:
    record = bind(kind, document, Place(Positions("")))
    return plan_content(record) if isinstance(record, Plan) else worksheet_content(record)


def leaves(value: Any, steps: Steps = ()) -> Iterator[Steps]:
    """Every single value, also in the cells of a table."""
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for step, item in items:
            yield from leaves(item, (*steps, step))
    else:
        yield steps


def other(value: Any) -> Any:
    """Another value, as near as can be."""
    if isinstance(value, bool):
        return not value
    if value is None or isinstance(value, int | float):
        return (value or 0) + 1
    try:
        return (date.fromisoformat(value) + timedelta(days=1)).isoformat()
    except ValueError:
        return f"{value} "


def altered(document: Any, steps: Steps) -> Any:
    changed = copy.deepcopy(document)
    place = changed
    for step in steps[:-1]:
        place = place[step]
    place[steps[-1]] = other(place[steps[-1]])
    return changed


def signed_values(document: Any) -> Iterator[tuple[Steps, str, str]]:
    """Every value that is signed: where it stands, and the reference and field that name it."""
    for number, task in enumerate(document.get("tasks", ())):
        for field in ("title", "owner", "due"):
            if field in task and task.get("status") != "dropped":
                yield ("tasks", number, field), f"task:{task['id']}", field
    for number, section in enumerate(document.get("sections", ())):
        for index, one in enumerate(section.get("answers", ())):
            start: Steps = ("sections", number, "answers", index)
            name = f"setting:{section['id']}.{one['id']}"
            if one.get("answer") in (None, "", []):
                continue
            yield (*start, "question"), name, "question"
            for steps in leaves(one["answer"], (*start, "answer")):
                yield steps, name, "answer"
    for name, items in document.get("scope", {}).items():
        for number, item in enumerate(items):
            yield ("scope", name, number, "text"), f"scope:{item['id']}", "text"


@pytest.mark.parametrize("name", SIGNED)
@pytest.mark.parametrize("slug", SLUGS)
def test_changing_any_one_signed_value_is_seen_and_named(slug: str, name: str) -> None:
    document, kind = documents(slug, name)
    before = content(document, kind)
    count = 0
    for steps, ref, field in signed_values(document):
        after = content(altered(document, steps), kind)
        found = {(str(one.ref), one.field) for one in differences(before, after)}
        assert found == {(ref, field)}, steps
        assert digest(after) != digest(before)
        count += 1
    assert count > 15


@pytest.mark.parametrize("slug", SLUGS)
def test_taking_out_or_adding_anything_that_is_signed_is_seen(slug: str) -> None:
    document, kind = documents(slug, "worksheet")
    before = content(document, kind)
    for number, section in enumerate(document["sections"]):
        for index, one in enumerate(section["answers"]):
            changed = copy.deepcopy(document)
            place = changed["sections"][number]["answers"][index]
            answered = one.get("answer") not in (None, "", [])
            if answered:
                del place["answer"]
            else:
                place["answer"] = "now"
            (found,) = differences(before, content(changed, kind))
            assert (str(found.ref), found.change) == (
                f"setting:{section['id']}.{one['id']}",
                "removed" if answered else "added",
            )
            if answered:
                assert found.locked == one.get("architectural", False)
    for name, items in document["scope"].items():
        for item in items:
            changed = copy.deepcopy(document)
            changed["scope"][name].remove(item)
            (found,) = differences(before, content(changed, kind))
            assert (str(found.ref), found.change, found.locked) == (
                f"scope:{item['id']}", "removed", True,
            )  # fmt: skip


@pytest.mark.parametrize("slug", SLUGS)
def test_unlocking_renaming_or_moving_an_answer_is_seen(slug: str) -> None:
    document, kind = documents(slug, "worksheet")
    before = content(document, kind)
    for number, section in enumerate(document["sections"]):
        for index, one in enumerate(section["answers"]):
            if one.get("answer") in (None, "", []):
                continue
            ref = f"setting:{section['id']}.{one['id']}"
            for field, value, fields in (
                ("architectural", not one.get("architectural"), {("architectural", "changed")}),
                ("id", "renamed", {("answer", "removed"), ("answer", "added")}),
            ):
                changed = copy.deepcopy(document)
                changed["sections"][number]["answers"][index][field] = value
                found = differences(before, content(changed, kind))
                assert {(each.field, each.change) for each in found} == fields, ref
                assert ref in map(str, (each.ref for each in found))
    moved = copy.deepcopy(document)
    scope = moved["scope"]
    scope["excluded"].append(scope["included"].pop())
    (found_move,) = differences(before, content(moved, kind))
    assert (found_move.field, found_move.before, found_move.after) == (
        "list", "included", "excluded",
    )  # fmt: skip
