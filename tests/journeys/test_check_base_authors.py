"""`check --base` and who wrote what, and when."""

from __future__ import annotations

from pathlib import Path

from tests.changes.made_up import (
    JO,
    LENA,
    MIA,
    TOMAS,
    agreed,
    change,
    edited,
    team,
)
from tests.changes.told import APPROVED, ASKED, told
from tests.git.made_up_repository import who


def test_who_wrote_an_approval_is_the_author_of_its_commit(tmp_path: Path) -> None:
    made = team(tmp_path, {**agreed(), **ASKED})
    made.made.git("switch", "-q", "-c", "by-the-pm")
    made.put({**agreed(), **APPROVED})
    made.commit(author=MIA)
    assert told(tmp_path) == {"OG818"}
    made.made.git("switch", "-q", "-c", "by-both", "main")
    made.put(
        {
            **agreed(),
            "changes/0002-chf.yaml": change(
                status="assessed", approved="[{by: jo, date: 2026-11-30}]"
            ),
        }
    )
    made.commit(author=JO)
    made.put({**agreed(), **APPROVED})
    made.commit(author=MIA)
    assert told(tmp_path) == set()


def test_who_merges_an_approval_has_not_written_it(tmp_path: Path) -> None:
    made = team(tmp_path, {**agreed(), **ASKED})
    made.made.git("switch", "-q", "-c", "side")
    made.put({**agreed(), **APPROVED})
    made.commit(author=MIA)
    made.made.git("switch", "-q", "-c", "change", "main")
    made.made.git("merge", "-q", "--no-ff", "-m", "Merge", "side", **who(JO))
    assert told(tmp_path) == {"OG818"}


def test_what_a_merge_itself_brings_is_written_by_who_merged(tmp_path: Path) -> None:
    made = team(tmp_path, {**agreed(), **ASKED})
    made.made.git("switch", "-q", "-c", "side")
    made.made.write("plans/acme/notes/call.md", "A call\n")
    made.commit(author=MIA)
    made.made.git("switch", "-q", "-c", "change", "main")
    made.made.git("merge", "-q", "--no-ff", "--no-commit", "side")
    half = change(status="assessed", approved="[{by: jo, date: 2026-11-30}]")
    made.put({**agreed(), "changes/0002-chf.yaml": half})
    made.commit(author=JO)
    assert told(tmp_path) == set()


def test_touching_a_file_later_does_not_make_its_approvals_ones_own(tmp_path: Path) -> None:
    made = team(tmp_path, {**agreed(), **ASKED})
    made.made.git("switch", "-q", "-c", "change")
    made.put({**agreed(), **APPROVED})
    made.commit(author=MIA)
    made.put(edited({**agreed(), **APPROVED}, "changes/0002-chf.yaml", "ask for", "asked for"))
    made.commit(author=JO)
    assert told(tmp_path) == {"OG818"}


def test_an_author_is_found_by_the_mailmap_and_by_each_address(tmp_path: Path) -> None:
    made = team(tmp_path, {**agreed(), **ASKED})
    made.made.git("switch", "-q", "-c", "change")
    made.put(
        {
            **agreed(),
            "changes/0002-chf.yaml": change(
                status="assessed", approved="[{by: jo, date: 2026-11-30}]"
            ),
        }
    )
    made.commit(author="J. Lind <jl@private.example>")
    assert told(tmp_path) == {"OG818"}
    made.made.write(".mailmap", "Jo Lind <JO@example.org> <jl@private.example>\n")
    assert told(tmp_path) == set()


def test_an_approval_stays_its_writers_when_others_touch_the_file(tmp_path: Path) -> None:
    made = team(tmp_path, {**agreed(), **ASKED})
    made.made.git("switch", "-q", "-c", "change")
    made.put(
        {
            **agreed(),
            "changes/0002-chf.yaml": change(
                status="assessed", approved="[{by: jo, date: 2026-11-30}]"
            ),
        }
    )
    made.commit(author=JO)
    made.made.git("mv", "plans/acme", "plans/acme-industries")
    made.commit(author=TOMAS)
    path = tmp_path / "plans/acme-industries/changes/0002-chf.yaml"
    path.write_text(path.read_text().replace("They ask for it.", "They asked for it."))
    made.commit(author=LENA)
    assert told(tmp_path) == set()


def test_a_date_is_ahead_only_where_it_has_come_nowhere_on_earth(tmp_path: Path) -> None:
    proposed = agreed()["decisions/0003-debit.yaml"]
    made = team(tmp_path)
    for day, expected in (("2026-12-02", set()), ("2026-12-03", {"OG819"})):
        accepted = proposed.replace("proposed", "accepted").replace("2026-11-20", day)
        made.made.git("switch", "-q", "-C", "change", "main")
        made.put({**agreed(), "decisions/0003-debit.yaml": accepted})
        made.made.git("add", "--all")
        evening = {f"GIT_{one}_DATE": "2026-12-01T12:00:00+0000" for one in ("AUTHOR", "COMMITTER")}
        made.made.git("commit", "-q", "-m", "Accept", **evening)
        assert told(tmp_path) == expected


def test_what_is_amended_to_an_older_commit_is_as_new_as_the_amendment(tmp_path: Path) -> None:
    made = team(tmp_path)
    made.made.git("switch", "-q", "-c", "change")
    accepted = agreed()["decisions/0003-debit.yaml"].replace("proposed", "accepted")
    made.put({**agreed(), "decisions/0003-debit.yaml": accepted.replace("11-20", "11-30")})
    made.made.git("add", "--all")
    dates = {
        "GIT_AUTHOR_DATE": "2026-11-26T12:00:00Z",
        "GIT_COMMITTER_DATE": "2026-11-30T12:00:00Z",
    }
    made.made.git("commit", "-q", "-m", "Accept", **dates)
    assert told(tmp_path) == set()
