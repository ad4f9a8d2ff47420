"""Issues as files that people read and edit."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.trackers.issue_file import IssueFile, read_issue_file, written_issue
from onboardgen.trackers.local import Local
from onboardgen.trackers.tracker import Change, Draft, Issue, Label, Refused, TrackerFailure

DIRECTORY = ".onboardgen/issues"
DRAFT = Draft(title="Approve: the SSO", body="one\n\ntwo\n", labels=("onboardgen",), assignee="mia")
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n"))
LINE = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"))).filter(str.strip)


@pytest.fixture
def local(tmp_path: Path) -> Local:
    return Local(tmp_path)


def file_of(local: Local, number: int = 1) -> Path:
    return local._real / f"{number:04}.md"


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_issue_is_a_file_that_a_person_can_read(local: Local) -> None:
    made = local.create(DRAFT).issue
    local.comment(1, "Rung 1 is reached.")
    assert (made.number, made.url, made.assignees) == (1, f"{DIRECTORY}/0001.md", ("mia",))
    assert file_of(local).read_text(encoding="utf-8") == (
        '---\ntitle: "Approve: the SSO"\nstate: open\nlabels:\n  - onboardgen\nassignees:\n'
        "  - mia\n---\none\n\ntwo\n\n<!-- onboardgen:comment -->\nRung 1 is reached.\n"
    )
    assert local.issues("OnboardGen") == (made,)
    assert local.issue(1) == made
    assert local.comments(1) == ("Rung 1 is reached.",)


def test_what_a_person_edits_counts_and_stays(local: Local) -> None:
    issue = local.create(DRAFT).issue
    rewrite(file_of(local), "state: open", "state: closed")
    rewrite(file_of(local), "  - onboardgen", "  - onboardgen\n  - ours")
    rewrite(file_of(local), "two\n", "two\nMia: I called them.\n")
    file_of(local).rename(local._real / "1-sso.md")
    found = Local(local._root).issue(1)
    assert found is not None
    assert (found.is_open, found.labels) == (False, ("onboardgen", "ours"))
    assert found.body == f"{issue.body}Mia: I called them.\n"
    change = Change(is_open=True, add_labels=("onboardgen:rung-1",), remove_labels=("ONBOARDGEN",))
    again = Local(local._root).change(found, change).issue
    assert (again.is_open, again.labels) == (True, ("ours", "onboardgen:rung-1"))
    assert again.body == found.body
    assert not file_of(local).exists()


def test_an_editor_that_writes_windows_line_breaks_changes_nothing(local: Local) -> None:
    issue = local.create(DRAFT).issue
    local.comment(1, "a\nb")
    path = file_of(local)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert local.issue(1) == issue
    assert local.comments(1) == ("a\nb",)


def test_closing_keeps_the_reason_and_opening_drops_it(local: Local) -> None:
    issue = local.create(DRAFT).issue
    closed = local.change(issue, Change(is_open=False, reason="not_planned")).issue
    assert (closed.is_open, closed.reason) == (False, "not_planned")
    assert "reason: not_planned" in file_of(local).read_text(encoding="utf-8")
    assert local.change(closed, Change(is_open=True)).issue.reason is None
    assert "reason" not in file_of(local).read_text(encoding="utf-8")


def test_numbers_go_up_and_other_files_do_not_matter(local: Local) -> None:
    local.create(DRAFT)
    local.create(DRAFT)
    (local._real / "README.md").write_text("Ours.", encoding="utf-8")
    (local._real / "0000.md").write_text("none", encoding="utf-8")
    file_of(local, 1).unlink()
    assert Local(local._root).issue(1) is None
    assert local.create(DRAFT).issue.number == 3
    assert [one.number for one in local.issues("onboardgen")] == [2, 3]
    with pytest.raises(Refused):
        Local(local._root).comments(1)


def test_a_change_that_changes_nothing_does_not_touch_the_file(local: Local) -> None:
    issue = local.create(DRAFT).issue
    before = file_of(local).stat()
    local.change(issue, Change(add_labels=("onboardgen",)))
    assert file_of(local).stat().st_ino == before.st_ino


def test_a_file_that_cannot_be_written_is_a_failure_of_the_tracker(local: Local) -> None:
    file_of(local).mkdir(parents=True)
    with pytest.raises(TrackerFailure, match="cannot be written"):
        local.create(DRAFT)


def test_labels_need_not_be_made(local: Local) -> None:
    local.make_label(Label("x", "#000000", ""))
    assert local.labels() == ()
    local.create(DRAFT)
    assert local.labels() == ("onboardgen",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no front matter", ":1: The front matter is not there"),
        ("---\ntitle: A\nstate: ajar\n---\n", ":3: `state` is neither open nor closed."),
        ("---\ntitle: [A]\nstate: open\n---\n", ":2: `title` is no text."),
        ("---\nstate: open\n---\n", ": `title` is no text."),
        ("---\ntitle: A\nstate: open\nlabels: x\n---\n", ":4: `labels` is no list"),
        ("---\ntitle: A\nstate: closed\nreason: why\n---\n", ":4: `reason` is none of"),
        ("---\ntitle: A\nstate: open\nmilestone: 1\n---\n", ":4: There is no key `milestone`."),
        ("---\ntitle: A\ntitle: B\nstate: open\n---\n", ":3: "),
        ("---\n- a\n---\n", "no list of keys"),
        ("---\ntitle: A\nstate: open\n", ": The front matter is not there"),
        ("---\ntitle: A\nstate: open\n---\n\x00", ":5: "),
    ],
)
def test_a_broken_file_stops_everything_with_path_and_line(
    text: str, told: str, local: Local
) -> None:
    local.create(DRAFT)
    file_of(local, 2).parent.mkdir(exist_ok=True)
    file_of(local, 2).write_text(text, encoding="utf-8")
    with pytest.raises(TrackerFailure) as caught:
        local.issues("onboardgen")
    assert caught.value.message.startswith(f"{DIRECTORY}/0002.md")
    assert told in caught.value.message
    assert "Nothing is done" in caught.value.hint


def test_two_files_with_one_number_stop_everything(local: Local) -> None:
    local.create(DRAFT)
    (local._real / "1-copy.md").write_bytes(file_of(local).read_bytes())
    with pytest.raises(TrackerFailure, match="are both issue #1"):
        local.issues("onboardgen")


@pytest.mark.parametrize("directory", ["..", "../other", "/tmp", ".", "a/../..", "link", "link/x"])
def test_a_directory_outside_the_workspace_is_refused(directory: str, tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    root.mkdir()
    (root / "link").symlink_to(tmp_path)
    with pytest.raises(TrackerFailure, match="none inside the workspace"):
        Local(root, directory)


def test_a_directory_is_named_from_the_workspace_on(tmp_path: Path) -> None:
    with pytest.raises(TrackerFailure, match="none inside the workspace"):
        Local(tmp_path, str(tmp_path / "issues"))


def test_a_link_to_a_file_elsewhere_is_not_read(local: Local, tmp_path: Path) -> None:
    local.create(DRAFT)
    outside = tmp_path / "secret.md"
    outside.write_text("---\ntitle: A\nstate: open\n---\n", encoding="utf-8")
    (local._real / "0002.md").symlink_to(outside)
    with pytest.raises(TrackerFailure, match=r"0002\.md"):
        local.issues("onboardgen")


@settings(max_examples=60, deadline=None)
@given(LINE, TEXT, st.lists(TEXT, max_size=2), st.lists(LINE, max_size=2))
def test_what_is_written_reads_back_the_same(
    title: str, body: str, comments: list[str], labels: list[str]
) -> None:
    issue = Issue(number=7, title=title, body=body, labels=tuple(labels), url="x/0007.md")
    file = IssueFile(issue, tuple(comments))
    assert read_issue_file("x/0007.md", 7, written_issue(file)) == file


def test_no_text_can_begin_a_comment() -> None:
    body = "a\n<!-- onboardgen:comment -->\nb"
    file = IssueFile(Issue(number=7, title="t", body=body), (f"{body} \r\n<!-- x -->",))
    again = read_issue_file("x", 7, written_issue(file))
    assert again.issue.body == "a\nb"
    assert len(again.comments) == 1
