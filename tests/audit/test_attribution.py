"""Which person an address belongs to, and which pull request brought a commit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.audit.attribution import actor, addresses, named_pull_request, pull_requests
from onboardgen.git.repository import Identity
from onboardgen.model.people import Person
from tests.audit.made_up_history import MadeUpHistory


def test_an_address_in_any_case_belongs_to_the_first_who_has_it() -> None:
    people = addresses(
        (
            Person(id="mia", name="Mia", email="Mia@Example.com", also=("m@example.net",)),
            Person(id="jo", name="Jo", email="M@example.net"),
            Person(id="sam", name="Sam"),
        )
    )
    assert people == {"mia@example.com": "mia", "m@example.net": "mia"}
    assert actor(Identity("M", "MIA@EXAMPLE.COM"), people).person == "mia"
    assert actor(Identity("M", ""), people).person is None


@pytest.mark.parametrize(
    ("message", "number"),
    [
        ("Merge pull request #12 from example/side\n\nTitle", 12),
        ("Accept the decision (#7)", 7),
        ("Accept the decision (#7)\n\n* First\n* Second (#3)", 7),
        ("Merge branch 'side' into 'main'\n\nTitle\n\nSee merge request example/plans!31", 31),
        ("Merge branch 'side'\n\nSee merge request !31\n", 31),
        ("Merged in side (pull request #5)\n\nTitle", 5),
        ("Fixes #9", None),
        ("As (#9) says, this is agreed", None),
        ("Body names another\n\nSee (#9)", None),
        ("Title\n\nSee merge request of 31", None),
        ("", None),
    ],
)
def test_a_message_names_its_pull_request_as_forges_write_it(
    message: str, number: int | None
) -> None:
    assert named_pull_request(message) == number


@st.composite
def graphs(draw: st.DrawFn) -> MadeUpHistory:
    """Any graph of commits with up to three parents; merges name pull requests, now and then."""
    made = MadeUpHistory()
    hashes = [made.commit({})]
    for number in range(draw(st.integers(1, 14))):
        parents = draw(st.lists(st.sampled_from(hashes), min_size=1, max_size=3, unique=True))
        named = len(parents) > 1 and draw(st.booleans())
        message = f"Merge pull request #{number} from x" if named else "Change"
        hashes.append(made.commit({}, *parents, message=message))
    return made


@settings(max_examples=150, deadline=None)
@given(graphs())
def test_a_commit_came_with_the_first_merge_that_its_main_line_did_not_have(
    made: MadeUpHistory,
) -> None:
    reach: dict[str, set[str]] = {}
    for commit in made.commits:
        reach[commit.hash] = {commit.hash}.union(*(reach[parent] for parent in commit.parents))
    expected: dict[str, int] = {}
    named = [c for c in made.commits if named_pull_request(c.message) is not None]
    for commit in named:
        expected[commit.hash] = named_pull_request(commit.message) or 0
    for commit in named:
        others = set[str]().union(*(reach[parent] for parent in commit.parents[1:]))
        for each in others - reach[commit.parents[0]]:
            expected.setdefault(each, expected[commit.hash])
    assert pull_requests(made.commits) == expected
