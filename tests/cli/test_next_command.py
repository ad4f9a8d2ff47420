"""`onboardgen next` as people and programs meet it."""

from __future__ import annotations

from pathlib import Path

from tests.cli.reports import TODAY, Example, break_a_customer, report
from tests.example_workspace import run_onboardgen


def test_the_queue_begins_with_what_makes_go_live_late_and_says_why(example: Example) -> None:
    found = example.report("next", *TODAY)
    assert (found["format"], found["as_of"]) == ("onboardgen.next/1", "2026-12-01")
    first = found["actions"][0]
    assert first["why"]["code"] == "holds_up"
    assert first["why"]["number"] == first["holds_up_days"] > 0
    assert [one["rank"] for one in found["actions"]] == list(range(1, len(found["actions"]) + 1))
    codes = [one["why"]["code"] for one in found["actions"]]
    order = ("holds_up", "late", "critical", "unblocks", "due", "open")
    assert codes == sorted(codes, key=order.index)
    told = example.text("next", *TODAY)
    assert f" 1  {first['title']}" in told or first["title"] in told.splitlines()[2]
    assert f"    holds up go-live by {first['holds_up_days']} days\n" in told
    assert "10  " in told
    assert f"{len(found['actions']) - 10} more: --limit 0 shows all." in told


def test_the_queue_of_one_person_holds_only_what_they_can_do(example: Example) -> None:
    every = example.report("next", *TODAY)["actions"]
    for person in ("mia", "lena"):
        found = example.report("next", "--for", person, *TODAY)["actions"]
        assert [one["ref"] for one in found] == [
            one["ref"] for one in every if person in one["people"]
        ]
        assert found
    assert example.text("next", "--for", "marcus", *TODAY) == "Nothing to do now.\n"


def test_the_queue_of_one_customer_and_its_length_can_be_asked_for(example: Example) -> None:
    found = example.report("next", "--customer", "mori", "--limit", "1", *TODAY)["actions"]
    assert [one["customer"] for one in found] == ["mori"]
    two = example.report("next", "--customer", "mori", "--customer", "halden", *TODAY)
    assert {one["customer"] for one in two["actions"]} == {"mori", "halden"}
    assert "more: --limit 0" not in example.text("next", "--limit", "0", *TODAY)


def test_somebody_or_a_customer_nobody_knows_is_answered_with_the_nearest(example: Example) -> None:
    done = run_onboardgen("next", "--for", "lenna", cwd=example.root, check=False)
    assert (done.returncode, "Did you mean lena?" in done.stderr) == (2, True)
    done = run_onboardgen("next", "--customer", "moori", cwd=example.root, check=False)
    assert (done.returncode, "Did you mean mori?" in done.stderr) == (2, True)


def test_a_broken_customer_is_left_out_and_named(own_example: Path) -> None:
    before = [
        one["ref"]
        for one in report("next", *TODAY, cwd=own_example)["actions"]
        if one["customer"] != "halden"
    ]
    break_a_customer(own_example, "halden")
    done = run_onboardgen("next", *TODAY, cwd=own_example, check=False)
    assert done.returncode == 1
    assert "Left out for their errors: halden." in done.stderr
    found = report("next", *TODAY, cwd=own_example, check=False)
    assert [one["ref"] for one in found["actions"]] == before


def test_the_queue_does_not_follow_the_order_of_the_files(own_example: Path) -> None:
    """The decisions of Halden written under names that sort the other way, and Mori renamed."""
    before = report("next", "--customer", "halden", *TODAY, cwd=own_example)
    plan = own_example / "plans/halden/plan.yaml"
    head, tasks = plan.read_text(encoding="utf-8").split("tasks:\n", 1)
    tasks, tail = tasks.split("\nsignoffs:", 1)
    blocks = [f"  - id: {block}".rstrip("\n") + "\n" for block in tasks.split("  - id: ")[1:]]
    plan.write_text(f"{head}tasks:\n{''.join(reversed(blocks))}\nsignoffs:{tail}", encoding="utf-8")
    after = report("next", "--customer", "halden", *TODAY, cwd=own_example)
    for found in (before, after):
        for one in found["actions"]:
            del one["line"]
    assert after == before
