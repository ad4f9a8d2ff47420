"""`check --base` and who wrote what, and when."""

from __future__ import annotations

from pathlib import Path

from tests.changes.made_up import (
    JO,
    LENA,
    MIA,
    TOMAS,
    Team,
    agreed,
    change,
    edited,
    team,
)
from tests.changes.told import APPROVED, ASKED, told
from tests.git.made_up_repository import MadeUp, make_repository, who


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


PRIVATE = "J. Lind <jl@private.example>"
MAILMAP = "Jo Lind <JO@example.org> <jl@private.example>\n"
HALF = change(status="assessed", approved="[{by: jo, date: 2026-11-30}]")


def test_an_author_is_found_by_the_mailmap_of_the_base(tmp_path: Path) -> None:
    made = team(tmp_path, {**agreed(), **ASKED})
    made.made.git("switch", "-q", "-c", "change")
    made.put({**agreed(), "changes/0002-chf.yaml": HALF})
    made.commit(author=PRIVATE)
    assert told(tmp_path) == {"OG818"}
    made.made.write(".mailmap", MAILMAP)
    assert told(tmp_path) == {"OG818"}
    made.commit(author=PRIVATE)
    assert told(tmp_path) == {"OG818"}
    made.made.git("switch", "-q", "main")
    made.made.write(".mailmap", MAILMAP)
    made.commit(author=TOMAS)
    made.made.git("switch", "-q", "change")
    made.made.git("merge", "-q", "--no-edit", "main")
    assert told(tmp_path) == set()
    made.made.write(".mailmap", "")
    assert told(tmp_path) == set()


def test_the_mailmap_of_the_base_counts_in_a_directory_and_in_a_linked_tree(tmp_path: Path) -> None:
    made = make_repository(tmp_path / "clone")
    made.write(".mailmap", MAILMAP)
    inner = Team(MadeUp(made.root / "plans" / "work"))
    inner.root.mkdir(parents=True)
    inner.put({**agreed(), **ASKED})
    inner.commit()
    made.git("worktree", "add", "-q", "-b", "change", str(tmp_path / "linked"))
    linked = Team(MadeUp(tmp_path / "linked" / "plans" / "work"))
    linked.put({**agreed(), "changes/0002-chf.yaml": HALF})
    linked.made.write("../../.mailmap", "")
    linked.commit(author=PRIVATE)
    assert told(linked.root) == set()


def test_who_adds_an_address_does_not_write_in_the_name_it_is_added_to(tmp_path: Path) -> None:
    made = team(tmp_path, {**agreed(), **ASKED})
    made.made.git("switch", "-q", "-c", "change")
    yes = {**agreed(), "changes/0002-chf.yaml": HALF}
    jo = "email: jo@example.org"
    made.put(edited(yes, "customer.yaml", jo, f"{jo}, also: [tomas@private.example]"))
    made.commit(author="Tomas Berg <tomas@private.example>")
    assert told(tmp_path) == {"OG818"}


def test_who_joins_in_the_same_change_does_not_prove_a_yes_by_it(tmp_path: Path) -> None:
    made = team(tmp_path, {**agreed(), **ASKED})
    made.made.git("switch", "-q", "-c", "change")
    joined = edited(
        agreed(),
        "customer.yaml",
        "contacts:\n",
        "contacts:\n  zoe: {name: Zoe, email: z@x.example}\n",
    )
    made.put(
        {
            **joined,
            "changes/0002-chf.yaml": HALF.replace(
                "by: jo, date: 2026-11-30", "by: zoe, date: 2026-11-30"
            ),
        }
    )
    made.commit(author="Zoe <z@x.example>")
    assert told(tmp_path) == {"OG818"}


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
