"""Labels and assignees by rules."""

from __future__ import annotations

from typing import Any

import pytest

from onboardgen.model.people import Person
from onboardgen.model.settings import Route, RoutingCondition
from onboardgen.trackers.routing import (
    Subject,
    first_login,
    is_ours,
    our_labels,
    routed_labels,
    routed_person,
)

SUBJECT = Subject(
    customer="halden",
    categories=frozenset({"legal", "training"}),
    parties=frozenset({"customer"}),
    tier="high",
    rung=2,
)


def rule(*labels: str, assignee: str | None = None, **when: Any) -> Route:
    condition = RoutingCondition(**when)
    return Route(when=condition, labels=labels, assignee=assignee)


@pytest.mark.parametrize(
    ("when", "fits"),
    [
        ({}, True),
        ({"customer": "halden"}, True),
        ({"customer": "brock"}, False),
        ({"category": "legal"}, True),
        ({"category": "integration"}, False),
        ({"party": "customer"}, True),
        ({"party": "provider"}, False),
        ({"tier": "high"}, True),
        ({"tier": "low"}, False),
        ({"rung": 0}, True),
        ({"rung": 2}, True),
        ({"rung": 3}, False),
        ({"customer": "halden", "tier": "low"}, False),
    ],
)
def test_a_rule_fits_where_all_its_conditions_hold(when: dict[str, Any], fits: bool) -> None:
    assert routed_labels([rule("x", **when)], SUBJECT) == (("x",) if fits else ())
    assert routed_person([rule(assignee="mia", **when)], SUBJECT) == ("mia" if fits else None)


def test_the_last_rule_that_names_somebody_says_who() -> None:
    rules = [rule(assignee="mia"), rule(assignee="nora"), rule("x"), rule(assignee="t", rung=3)]
    assert routed_person(rules, SUBJECT) == "nora"


def test_labels_of_all_rules_are_put_on_once_and_none_that_we_would_take_off() -> None:
    rules = [rule("Legal", "onboardgen:mine", "OnboardGen"), rule("legal", "a,b", "")]
    assert routed_labels(rules, SUBJECT) == ("Legal", "a b")


def test_only_labels_with_our_prefix_are_ours() -> None:
    assert [one for one in ("onboardgen", "Onboardgen:Rung-2", "onboardgen-x", "x") if is_ours(one)]
    assert not is_ours("onboardgen-x")
    assert not is_ours("my onboardgen:x")


def test_labels_tell_the_kinds_and_the_rung() -> None:
    assert our_labels(["blocked_too_long", "overdue"], 0) == (
        "onboardgen", "onboardgen:overdue", "onboardgen:blocked",
    )  # fmt: skip
    assert our_labels(["grant_ended"], 3) == (
        "onboardgen", "onboardgen:access", "onboardgen:rung-3",
    )  # fmt: skip


def test_the_first_of_our_team_whom_the_tracker_knows_is_assigned() -> None:
    team = {
        "mia": Person(id="mia", name="Mia", github="mia-k"),
        "nora": Person(id="nora", name="Nora", gitlab="n.w"),
    }
    asked = ("jo", None, "nora", "mia")
    assert first_login(asked, team, "github") == "mia-k"
    assert first_login(asked, team, "gitlab") == "n.w"
    assert first_login(asked, team, "local") == "nora"
    assert first_login(("jo",), team, "local") is None
