"""Each change is told once, by whoever made it, on whichever branch; nothing is lost at a merge."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.audit.made_up_history import MadeUpHistory

WORKSHEET = "plans/acme/worksheet.yaml"
PLAN = "plans/acme/plan.yaml"
NAMES = ("a", "b", "c")
Answers = dict[str, int]


def worksheet(answers: Answers) -> str:
    rows = "".join(
        f"    - {{id: {name}, question: Q, answer: {answers.get(name, 'null')}}}\n"
        for name in NAMES
    )
    return f"sections:\n- id: s\n  title: S\n  answers:\n{rows}"


@st.composite
def histories(draw: st.DrawFn) -> tuple[MadeUpHistory, dict[str, Answers]]:
    """Branches that change answers and merge each other, now and then in their own way."""
    made, answers, tips = MadeUpHistory(), dict[str, Answers](), list[str]()
    value = st.one_of(st.none(), st.integers(1, 3))

    def commit(new: Answers, *parents: str) -> str:
        hash_ = made.commit({WORKSHEET: worksheet(new)}, *parents)
        answers[hash_] = new
        return hash_

    tips.append(commit({}))
    for _ in range(draw(st.integers(1, 12))):
        branch = draw(st.integers(0, len(tips) - 1))
        other = draw(st.integers(0, len(tips) - 1))
        tip = tips[branch]
        new = dict(answers[tip])
        if draw(st.booleans()) and other != branch and one_base(made, tip, tips[other]):
            for name in NAMES:
                sides = [answers[tip].get(name), answers[tips[other]].get(name)]
                put(new, name, draw(st.one_of(st.sampled_from(sides), value)))
            tips[branch] = commit(new, tip, tips[other])
            continue
        put(new, draw(st.sampled_from(NAMES)), draw(value))
        if draw(st.booleans()) and len(tips) < 3:
            tips.append(commit(new, tip))
        else:
            tips[branch] = commit(new, tip)
    for other_tip in tips[1:]:
        if one_base(made, tips[0], other_tip):
            tips[0] = commit(dict(answers[tips[0]]), tips[0], other_tip)
    reached = ancestors(made, tips[0])
    made.commits = [commit for commit in made.commits if commit.hash in reached]
    return made, answers


def put(answers: Answers, name: str, value: int | None) -> None:
    answers.pop(name, None)
    if value is not None:
        answers[name] = value


def ancestors(made: MadeUpHistory, tip: str) -> frozenset[str]:
    """The commit and all it builds upon."""
    parents = {commit.hash: commit.parents for commit in made.commits}
    found, waiting = set(), [tip]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += parents[each]
    return frozenset(found)


def one_base(made: MadeUpHistory, one: str, other: str) -> str | None:
    """The only best common ancestor, if it is the only one and neither commit itself."""
    common = ancestors(made, one) & ancestors(made, other)
    best = [c for c in common if not any(c in ancestors(made, d) - {d} for d in common)]
    return best[0] if len(best) == 1 else None


def expected(made: MadeUpHistory, answers: dict[str, Answers]) -> Counter[tuple[object, ...]]:
    """What each commit changed: by itself, or against a three-way merge with the merge base."""
    found: Counter[tuple[object, ...]] = Counter()
    for commit in made.commits:
        for name in NAMES:
            after = answers[commit.hash].get(name)
            sides = [answers[parent].get(name) for parent in commit.parents] or [None]
            before = sides[0]
            if len(sides) == 2:
                base = one_base(made, *commit.parents)
                assert base
                changed = [side for side in sides if side != answers[base].get(name)]
                against = [side for side in changed if side != after]
                before = [*against, *changed, before][0]
            if before != after:
                found[commit.hash, f"setting:s.{name}", before, after] += 1
    return found


@settings(max_examples=150, deadline=None)
@given(histories())
def test_every_commit_is_told_for_what_it_changed_and_for_nothing_else(
    history: tuple[MadeUpHistory, dict[str, Answers]],
) -> None:
    made, answers = history
    told = Counter(
        (one.stamp.commit.hash, str(one.ref), one.before, one.after)
        for one in made.events()
        if one.kind == "answered"
    )
    assert told == expected(made, answers)
