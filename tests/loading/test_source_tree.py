"""Which files are found, which are refused, and that nothing outside is ever read."""

from __future__ import annotations

import hashlib
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from onboardgen.errors import UsageError
from onboardgen.findings import Finding
from onboardgen.loading import directories
from onboardgen.loading.directories import shown
from onboardgen.loading.source_tree import LARGEST_ATTACHMENT, SourceTree, read_tree

PLAN = "plans/acme/plan.yaml"

DIGEST = "0123456789abcdef" * 4
SIGNED = f"plans/acme/signed/{DIGEST}.json"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace of two customers, with everything that may stand in one."""
    root = tmp_path / "workspace"
    for path in (
        "onboardgen.yaml", "access.yaml", "calibration.yaml", "Makefile", "action.yml",
        "plans/README.md", "plans/acme/customer.yaml", PLAN, "plans/acme/worksheet.yaml",
        "plans/acme/events.yaml", "plans/acme/access.yaml", "plans/acme/README.md",
        "plans/acme/decisions/0002-b.yaml", "plans/acme/decisions/0001-a.yaml",
        "plans/acme/changes/0001-c.yaml", "plans/acme/guides/sso-okta.md",
        "plans/acme/files/a.pdf", "plans/acme/files/deep/er/Größe (1).txt",
        "plans/acme/files/.DS_Store", "plans/acme/.hidden", "plans/acme/notes/anything at all",
        SIGNED, "plans/beta/customer.yaml", "plans/beta/plan.yaml",
        "plans/_templates/simple/template.yaml", "plans/_templates/simple/{{ x }}.yaml",
    ):  # fmt: skip
        write(root / path, path)
    return root


def write(path: Path, text: str = "text") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def found(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(each.code.id, each.location.path) for each in findings]


def of_acme(root: Path) -> list[tuple[str, str]]:
    tree = read_tree(root)
    assert tree.findings == ()
    return found(tree.customer("acme").findings)


def test_everything_the_contract_names_is_read_once_and_in_order(root: Path) -> None:
    tree = read_tree(root)
    assert tree.findings == ()
    assert tree.slugs == ("acme", "beta")
    assert [each.path for each in tree.files] == [
        "access.yaml", "calibration.yaml", "onboardgen.yaml",
    ]  # fmt: skip
    assert [each.path for each in tree.templates] == ["plans/_templates/simple/template.yaml"]
    acme = tree.customer("acme")
    assert acme.findings == ()
    assert [each.path.removeprefix("plans/acme/") for each in acme.files] == [
        "access.yaml", "changes/0001-c.yaml", "customer.yaml", "decisions/0001-a.yaml",
        "decisions/0002-b.yaml", "events.yaml", "guides/sso-okta.md", "plan.yaml",
        f"signed/{DIGEST}.json", "worksheet.yaml",
    ]  # fmt: skip
    assert all(each.data == each.path.encode() for each in (*tree.files, *acme.files))
    assert [each.stem for each in acme.below("decisions")] == ["0001-a", "0002-b"]
    content = "plans/acme/files/deep/er/Größe (1).txt".encode()
    assert [each.path for each in acme.attachments] == [
        "files/a.pdf", "files/deep/er/Größe (1).txt",
    ]  # fmt: skip
    assert acme.attachments[1].size == len(content)
    assert acme.attachments[1].sha256 == hashlib.sha256(content).hexdigest()


def test_only_the_customers_asked_for_are_read_but_all_are_known(root: Path) -> None:
    tree = read_tree(root, ["beta"])
    assert [each.slug for each in tree.customers] == ["beta"]
    assert tree.slugs == ("acme", "beta")


def test_an_unknown_slug_is_answered_with_the_nearest(root: Path) -> None:
    with pytest.raises(UsageError) as told:
        read_tree(root, ["amce"])
    assert "acme" in told.value.hint


@pytest.mark.parametrize("name", ["0123.json", f"{DIGEST.upper()}.json", f"{DIGEST}0.json"])
def test_a_signed_file_is_named_by_its_digest(root: Path, name: str) -> None:
    write(root / "plans/acme/signed" / name)
    assert of_acme(root) == [("OG115", f"plans/acme/signed/{name}")]


@pytest.mark.parametrize(
    "change",
    [
        lambda root: write(root / PLAN, "other"),
        lambda root: write(root / "plans/acme/files/a.pdf", "other"),
        lambda root: write(root / "plans/acme/files/new", ""),
        lambda root: (root / "plans/acme/files/a.pdf").rename(root / "plans/acme/files/b.pdf"),
        lambda root: (root / "plans/acme/events.yaml").unlink(),
        lambda root: write(root / "plans/acme/stray.yaml"),
    ],
)
def test_the_digest_of_a_customer_moves_with_its_own_files(
    root: Path, change: Callable[[Path], object]
) -> None:
    before = read_tree(root)
    change(root)
    after = read_tree(root)
    assert before.customer("acme").digest != after.customer("acme").digest
    assert before.customer("beta").digest == after.customer("beta").digest
    assert before.digest == after.digest


def test_digests_do_not_move_with_times_notes_or_place(root: Path, tmp_path: Path) -> None:
    before = read_tree(root)
    os.utime(root / PLAN, (0, 0))
    write(root / "plans/acme/notes/new")
    root = root.rename(tmp_path / "elsewhere")
    assert digests(read_tree(root)) == digests(before)
    write(root / "onboardgen.yaml", "other")
    assert read_tree(root).digest != before.digest


def digests(tree: SourceTree) -> list[str]:
    return [tree.digest, *(each.digest for each in tree.customers)]


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("plans/acme/plna.yaml", "Did you mean plan.yaml?"),
        ("plans/acme/plan.yml", "Did you mean plan.yaml?"),
        ("plans/acme/decision/0001-a.yaml", "Did you mean decisions?"),
        ("plans/acme/decisions/0003-x.yml", "Did you mean 0003-x.yaml?"),
        ("plans/acme/decisions/more/0003-x.yaml", "Attachments stand in files/"),
        ("plans/acme/guides/picture.png", "Attachments stand in files/"),
        ("plans/acme/budget.xlsx", "files/ or notes/"),
    ],
)
def test_a_stray_file_is_a_warning_with_the_name_it_may_have_meant(
    root: Path, path: str, hint: str
) -> None:
    write(root / path)
    findings = read_tree(root).customer("acme").findings
    assert [each.code.id for each in findings] == ["OG117"]
    assert findings[0].severity == "warning"
    assert path.startswith(findings[0].location.path)
    assert hint in findings[0].hint


def test_a_misspelt_file_at_the_top_is_found_and_other_files_are_left_alone(root: Path) -> None:
    write(root / "acces.yaml")
    write(root / "plans/budget.xlsx")
    assert found(read_tree(root).findings) == [
        ("OG117", "acces.yaml"),
        ("OG117", "plans/budget.xlsx"),
    ]


def test_a_customer_without_plan_is_told_so_but_an_empty_directory_is_none(root: Path) -> None:
    (root / PLAN).unlink()
    (root / "plans/nobody").mkdir()
    assert of_acme(root) == [("OG116", PLAN)]
    assert read_tree(root).slugs == ("acme", "beta")


def test_a_workspace_without_settings_is_told_so(root: Path) -> None:
    (root / "onboardgen.yaml").unlink()
    assert found(read_tree(root).findings) == [("OG116", "onboardgen.yaml")]


@pytest.mark.parametrize("name", ["Acme", "1st", "a b", "a.b", "ä", "_x", "a\\b", "-a", "a\nb"])
def test_a_customers_directory_needs_a_plain_name(root: Path, name: str) -> None:
    write(root / "plans" / name / "plan.yaml")
    assert found(read_tree(root).findings) == [("OG115", f"plans/{shown(name)}")]


@pytest.mark.parametrize(
    "name",
    ["currency.yaml", "3-x.yaml", "0003_x.yaml", "0003-X.yaml", "0003-.x.yaml", "٠٠٠٣-x.yaml"],
)
def test_a_decision_needs_a_number_and_a_plain_name(root: Path, name: str) -> None:
    write(root / "plans/acme/decisions" / name)
    write(root / "plans/acme/changes" / name)
    assert [code for code, _path in of_acme(root)] == ["OG115", "OG115"]


@pytest.mark.parametrize(
    "name", ["a\nb", "\x1b[31m", "a\\b", "-rf", "a\u202efdp.exe", "a\u2028", "a\x7f", "\x85"]
)
def test_an_attachment_needs_a_name_that_can_be_seen(root: Path, name: str) -> None:
    write(root / "plans/acme/files" / name)
    findings = read_tree(root).customer("acme").findings
    assert [each.code.id for each in findings] == ["OG115"]
    assert findings[0].location.path.isprintable()


def test_a_name_of_odd_bytes_is_refused_and_can_be_printed(root: Path) -> None:
    name = os.fsencode(root) + b"/plans/acme/files/caf\xe9.pdf"
    os.close(os.open(name, os.O_CREAT | os.O_WRONLY))
    findings = read_tree(root).customer("acme").findings
    assert found(findings) == [("OG115", "plans/acme/files/caf\\xe9.pdf")]
    findings[0].location.path.encode()


def test_a_link_that_leaves_the_workspace_is_never_followed(root: Path, tmp_path: Path) -> None:
    write(tmp_path / "secret.yaml")
    write(tmp_path / "workspace-next-door" / "x.pdf")
    link(root / PLAN, tmp_path / "secret.yaml")
    link(root / "plans/acme/files/up", "../../../../workspace-next-door")
    link(root / "plans/acme/files/nowhere", "/nonexistent")
    link(root / "plans/acme/files/by-way", "nowhere")
    link(root / "plans/other", tmp_path / "workspace-next-door")
    link(root / "access.yaml", tmp_path / "secret.yaml")
    tree = read_tree(root)
    assert found(tree.findings) == [("OG114", "access.yaml"), ("OG114", "plans/other")]
    assert found(tree.customer("acme").findings) == [
        ("OG114", "plans/acme/files/by-way"),
        ("OG114", "plans/acme/files/nowhere"),
        ("OG114", "plans/acme/files/up"),
        ("OG114", PLAN),
    ]


def test_a_link_into_something_hidden_is_refused(root: Path) -> None:
    write(root / ".git/config")
    link(root / "plans/acme/files/config", "../../../.git/config")
    assert of_acme(root) == [("OG114", "plans/acme/files/config")]


def test_links_inside_a_customer_are_read(root: Path) -> None:
    write(root / "plans/acme/notes/terms.pdf", "the terms")
    link(root / "plans/acme/files/terms.pdf", "../notes/terms.pdf")
    link(root / "plans/acme/files/notes", "../notes")
    link(root / "plans/acme/worksheet.yaml", "notes/terms.pdf")
    acme = read_tree(root).customer("acme")
    assert acme.findings == ()
    assert {"files/terms.pdf", "files/notes/terms.pdf"} <= {each.path for each in acme.attachments}
    sheet = acme.file("worksheet.yaml")
    assert sheet
    assert sheet.data == b"the terms"


def test_a_link_from_one_customer_to_anything_else_is_refused(root: Path) -> None:
    write(root / "demo-root.key", "a key")
    write(root / "plans/beta/files/prices.pdf", "the prices of beta")
    link(root / PLAN, "../beta/plan.yaml")
    link(root / "plans/acme/guides/of-beta.md", "../../beta/customer.yaml")
    link(root / "plans/acme/files/prices.pdf", "../../beta/files/prices.pdf")
    link(root / "plans/acme/files/deep/all", "../../../beta/files")
    link(root / "plans/acme/files/key", "../../../demo-root.key")
    link(root / "plans/acme/files/everybody", "../..")
    assert of_acme(root) == [
        ("OG114", "plans/acme/files/deep/all"),
        ("OG114", "plans/acme/files/everybody"),
        ("OG114", "plans/acme/files/key"),
        ("OG114", "plans/acme/files/prices.pdf"),
        ("OG114", "plans/acme/guides/of-beta.md"),
        ("OG114", PLAN),
    ]


def test_a_directory_of_records_that_links_to_another_customer_is_refused(root: Path) -> None:
    write(root / "plans/beta/decisions/0001-secret.yaml")
    (root / "plans/acme/decisions").rename(root / "plans/acme/notes/decisions")
    link(root / "plans/acme/decisions", "../beta/decisions")
    assert of_acme(root) == [("OG114", "plans/acme/decisions")]


def test_a_customer_that_is_a_link_to_another_is_refused(root: Path) -> None:
    link(root / "plans/twin", "acme")
    tree = read_tree(root)
    assert found(tree.findings) == [("OG114", "plans/twin")]
    assert tree.slugs == ("acme", "beta")


def test_the_plans_may_stand_elsewhere_in_the_workspace(root: Path) -> None:
    (root / "plans").rename(root / "customers")
    link(root / "plans", "customers")
    link(root / "plans/acme/files/here.pdf", "a.pdf")
    link(root / "plans/acme/files/prices", "../../beta")
    assert of_acme(root) == [("OG114", "plans/acme/files/prices")]


def test_a_workspace_reached_through_a_link_is_a_workspace(root: Path, tmp_path: Path) -> None:
    link(tmp_path / "way", root)
    assert digests(read_tree(tmp_path / "way")) == digests(read_tree(root))


def test_links_in_a_circle_are_walked_once(root: Path) -> None:
    link(root / "plans/acme/files/again", ".")
    link(root / "plans/acme/files/self", "self")
    assert of_acme(root) == [
        ("OG113", "plans/acme/files/again"),
        ("OG113", "plans/acme/files/self"),
    ]


def link(at: Path, target: Path | str) -> None:
    at.unlink(missing_ok=True)
    at.symlink_to(target)


def test_what_is_no_file_is_refused_and_never_waited_for(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(root / "plans/acme/files/pipe")
    (root / PLAN).unlink()
    os.mkfifo(root / PLAN)
    with socket.socket(socket.AF_UNIX) as listening:
        monkeypatch.chdir(root / "plans/acme/guides")  # a socket's path may not be long
        listening.bind("socket.md")
    assert of_acme(root) == [
        ("OG113", "plans/acme/files/pipe"),
        ("OG113", "plans/acme/guides/socket.md"),
        ("OG113", PLAN),
    ]


def test_a_directory_where_a_file_should_be_and_the_other_way_round(root: Path) -> None:
    (root / "plans/acme/events.yaml").unlink()
    (root / "plans/acme/events.yaml").mkdir()
    (root / "plans/acme/changes/0001-c.yaml").unlink()
    (root / "plans/acme/changes").rmdir()
    write(root / "plans/acme/changes")
    link(root / "plans/acme/worksheet.yaml", "gone.yaml")
    assert of_acme(root) == [
        ("OG113", "plans/acme/changes"),
        ("OG113", "plans/acme/events.yaml"),
        ("OG113", "plans/acme/worksheet.yaml"),
    ]


def test_files_beyond_their_limit_are_not_read(root: Path) -> None:
    for path, size in ((PLAN, 200_000_000), ("plans/acme/files/big", LARGEST_ATTACHMENT + 1)):
        with (root / path).open("wb") as file:
            file.truncate(size)
    with (root / "plans/acme/files/whole").open("wb") as file:
        file.truncate(LARGEST_ATTACHMENT)
    acme = read_tree(root).customer("acme")
    assert found(acme.findings) == [("OG108", "plans/acme/files/big"), ("OG108", PLAN)]
    assert acme.file("plan.yaml") is None
    assert "files/whole" in {each.path for each in acme.attachments}


def test_a_file_that_vanishes_between_listing_and_reading_is_a_finding(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really_open = os.open

    def open_late(path: str, flags: int) -> int:
        if path.endswith(("plan.yaml", "a.pdf")):
            Path(path).unlink(missing_ok=True)
        return really_open(path, flags)

    monkeypatch.setattr(directories.os, "open", open_late)
    assert of_acme(root) == [("OG113", "plans/acme/files/a.pdf"), ("OG113", PLAN)]


@pytest.mark.parametrize("what", ["link", "pipe"])
def test_a_file_that_becomes_something_else_between_listing_and_reading_is_not_read(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    write(tmp_path / "secret")
    really_open = os.open

    def open_late(path: str, flags: int) -> int:
        if path.endswith("acme/plan.yaml"):
            Path(path).unlink()
            Path(path).symlink_to(tmp_path / "secret") if what == "link" else os.mkfifo(path)
        return really_open(path, flags)

    monkeypatch.setattr(directories.os, "open", open_late)
    assert of_acme(root) == [("OG113", PLAN)]


def test_a_file_that_grows_while_it_is_read_is_read_no_further_than_its_limit(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really_fstat = os.fstat

    def fstat_and_grow(descriptor: int) -> os.stat_result:
        status = really_fstat(descriptor)
        for path in (PLAN, "plans/acme/files/a.pdf"):
            os.truncate(root / path, LARGEST_ATTACHMENT + 1)
        return status

    monkeypatch.setattr(directories.os, "fstat", fstat_and_grow)
    assert of_acme(root) == [("OG108", "plans/acme/files/a.pdf"), ("OG108", PLAN)]
