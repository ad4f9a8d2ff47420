"""A made-up year, replayed from its repository: all that was planted is found, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from onboardgen.git.log import read_log
from onboardgen.git.repository import Repository, find_repository
from onboardgen.loading.loader import Loaded, load_tree
from onboardgen.loading.revision import read_commit
from onboardgen.workflows.check_base import check_since, writers_since
from onboardgen.workflows.comparison import compared
from tests.changes.made_up_year import COMMITS, PLANTED, SLUGS, Played, play
from tests.git.made_up_repository import MadeUp


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play(tmp_path_factory.mktemp("year") / "work")


def replayed(year: Played) -> Iterator[tuple[str, set[str]]]:
    """Each commit of the main line that breaks a rule, held against the one before it."""
    repository = find_repository(year.root)
    days = {commit.hash: commit.authored.date() for commit in read_log(repository)}
    before = _loaded(repository, year.main[0])
    for base, head in zip(year.main, year.main[1:], strict=False):
        now = _loaded(repository, head)
        writers = partial(writers_since, repository, base, days[head], head=head)
        found = compared(before, now, writers, base=base, today=days[head])
        if found:
            yield head, {one.code.id for one in found}
        before = now


def _loaded(repository: Repository, commit: str) -> Loaded:
    loaded = load_tree(read_commit(repository, commit))
    assert not loaded.broken, loaded.findings
    return loaded


def test_exactly_the_planted_mistakes_are_found(year: Played) -> None:
    found = dict(replayed(year))
    assert found == {commit: {code} for commit, code in year.planted.items()}
    assert len(found) == len(PLANTED)


def test_the_year_is_as_long_and_as_tangled_as_it_says(year: Played) -> None:
    log = read_log(find_repository(year.root))
    assert len(log) >= COMMITS
    assert sum(commit.is_merge for commit in log) >= 20
    assert len({commit.author.email for commit in log}) == 3
    moves = {
        (one.moved_from or "").split("/")[1:2][0]
        for commit in log
        for one in commit.changes
        if one.moved_from
    }
    assert SLUGS[0] in moves
    assert any("-called-" in one.path for commit in log for one in commit.changes)


def test_a_forced_rewrite_is_seen_against_the_old_base(year: Played) -> None:
    made = MadeUp(year.root)
    old, fork = year.main[-1], year.main[-30]
    made.git("switch", "-q", "-c", "rewritten", fork)
    lost = sorted((year.root / "plans" / SLUGS[1] / "decisions").glob("0104-*"))
    lost[0].unlink()
    made.commit("Rewritten")
    against_fork = {one.code.id for one in check_since(year.root, old).findings}
    against_old = {one.code.id for one in check_since(year.root, old, exact=True).findings}
    assert "OG805" in against_fork & against_old
    assert "OG810" not in against_fork
    assert {"OG805", "OG810"} <= against_old
