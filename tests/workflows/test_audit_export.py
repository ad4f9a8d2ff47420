"""`audit export` on real repositories: whole, the same bytes from every clone, harmless to open."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest

from onboardgen.agreements.content import worksheet_content
from onboardgen.agreements.documents import as_bytes, digest
from onboardgen.audit.event import Event
from onboardgen.errors import EnvironmentFailure, UsageError
from onboardgen.loading.loader import load
from onboardgen.workflows.audit_export import Exported
from onboardgen.workflows.audit_export import export as write_bundle
from tests.example_workspace import run_onboardgen
from tests.git.made_up_repository import (
    JO,
    NO_CONFIGURATION,
    MadeUp,
    make_key,
    make_repository,
    signed_by,
)

SETTINGS = """format: 1
organization: {name: Example Billing}
team: {mia: {name: Mia Keller, email: mia@example.com}}
allowed_signers: keys/allowed_signers
"""
CUSTOMER = "name: ACME <b>bold</b>\ncontacts: {jo: {name: Jo Lind, email: jo@example.org}}\n"
PLAN = """kickoff: 2026-11-02
go_live: {milestone: go-live}
stages: [{id: all, name: All}]
tasks:
  - {id: data, title: "=HYPERLINK(1)", stage: all, owner: jo, due: 2026-12-11}
  - {id: go-live, title: Go-live, type: milestone, stage: all, owner: mia}
"""
WORKSHEET = """sections:
  - id: billing
    title: Billing
    answers:
      - {id: base, question: Which currency?, answer: EUR, type: currency, architectural: true}
"""
DECISION = """title: 'Books in "EUR" <script>alert(1)</script>'
status: accepted
date: 2026-11-02
owner: mia
decided_by: jo
context: |
  Two ledgers.

  One bank.
reason: "<img src='https://evil.example/x' onerror=alert(1)>"
alternatives: [{option: USD, why_not: "@nobody asks for it, or \\"ever\\" will"}]
approved: [{by: jo, date: 2026-11-02, evidence: "https://mail.example.com/1"}]
settings: {billing.base: EUR}
"""
CHANGE = """title: Add CHF
target: setting:billing.base
current: EUR
requested: CHF
reason: A new entity & a bank
downstream: [Reports]
effective: 2026-12-01
submitted: {by: jo, date: 2026-11-20}
"""


@pytest.fixture(autouse=True)
def nobodys_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in NO_CONFIGURATION.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def made(tmp_path: Path) -> MadeUp:
    made = make_repository(tmp_path / "workspace")
    key = make_key(tmp_path, "mia")
    public = Path(f"{key}.pub").read_text(encoding="utf-8")
    made.write("onboardgen.yaml", SETTINGS)
    made.write("keys/allowed_signers", f"mia@example.com {public}")
    made.write("plans/acme/customer.yaml", CUSTOMER)
    made.write("plans/acme/plan.yaml", PLAN)
    made.write("plans/acme/worksheet.yaml", WORKSHEET)
    made.write("plans/acme/decisions/0001-eur.yaml", DECISION)
    made.write("plans/acme/changes/0001-chf.yaml", CHANGE)
    made.commit("Begin", author='Jo "J" &amp; Lind <jo@example.org>')
    sign(made)
    for setting in signed_by(key)[1::2]:
        made.git("config", *setting.split("=", 1))
    made.commit("Sign (#4)", author=JO)
    return made


def sign(made: MadeUp) -> str:
    worksheet = load(made.root).accounts[0].worksheet
    assert worksheet
    content = worksheet_content(worksheet)
    name = digest(content)
    made.write(f"plans/acme/signed/{name.removeprefix('sha256:')}.json", as_bytes(content))
    rows = "".join(
        f'      - {{by: {who}, date: 2026-11-24, digest: "{name}", evidence: "+49 by phone"}}\n'
        for who in ("jo", "mia")
    )
    made.write(
        "plans/acme/worksheet.yaml",
        f"{WORKSHEET}signoffs:\n  worksheet:\n    signers: [jo, mia]\n    signed:\n{rows}",
    )
    return name


def respond(made: MadeUp, letter: str, person: str, about: str = "task:data") -> bytes:
    """A response as `respond import` keeps it; its note is a formula, and markup."""
    kept = {
        "format": "onboardgen.receipt/1",
        "receipt": letter * 64,
        "response": {
            "format": "onboardgen.response/1", "id": letter * 32, "portal": "7" * 26,
            "epoch": "0" * 64, "grant": "g" * 16, "person": person, "bundle": "0" * 64,
            "at": "2026-12-01T09:30:00Z", "kind": "task_done",
            "fields": {"task": "data", "done": "2026-11-30", "note": "=1+1 <b>done</b>"},
            "shown": {about: {"title": "=HYPERLINK(1)"}},
        },
    }  # fmt: skip
    data = json.dumps(kept, indent=2).encode()
    made.write(f"plans/acme/responses/{letter * 32}.json", data)
    return data


def table(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(files[name].decode(), newline="")))


def words(event: Event) -> str:
    return f"{event.kind} {event.note or ''}".strip()


def exported(made: MadeUp, out: Path) -> Exported:
    return write_bundle(made.root, "acme", out, words)


def contents(directory: Path) -> dict[str, bytes]:
    files = (path for path in directory.rglob("*") if path.is_file())
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in files}


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_manifest_names_every_file_and_holds(made: MadeUp, tmp_path: Path) -> None:
    done = exported(made, tmp_path / "out")
    checked = subprocess.run(
        ["sha256sum", "--strict", "-c", "manifest.sha256"],
        cwd=tmp_path / "out", capture_output=True, text=True, check=True,
    )  # fmt: skip
    files = contents(tmp_path / "out")
    assert set(done.files) == set(files)
    assert {line.partition(":")[0] for line in checked.stdout.splitlines()} == (
        set(files) - {"manifest.sha256"}
    )
    (tmp_path / "out" / "events.csv").write_bytes(b"other")
    failed = subprocess.run(["sha256sum", "-c", "manifest.sha256"], cwd=tmp_path / "out",
                            capture_output=True, check=False)  # fmt: skip
    assert failed.returncode == 1


def test_two_clones_export_the_same_bytes_whatever_is_not_committed(
    made: MadeUp, tmp_path: Path
) -> None:
    made.git("clone", "--quiet", str(made.root), str(tmp_path / "clone"))
    made.write("plans/acme/plan.yaml", PLAN.replace("Go-live", "Other"))
    made.write("onboardgen.yaml", SETTINGS.replace("Mia Keller", "Somebody"))
    made.write(".mailmap", "Somebody <other@example.com> <mia@example.com>\n")
    exported(made, tmp_path / "one")
    exported(MadeUp(tmp_path / "clone"), tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_the_report_escapes_what_was_written_and_refers_to_nothing(
    made: MadeUp, tmp_path: Path
) -> None:
    exported(made, tmp_path / "out")
    source = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    page = Page(source)
    assert not page.tags & {"script", "img", "a", "link", "b", "iframe", "object", "form"}
    assert not page.attributes & {"src", "href", "onerror", "style", "action", "srcset"}
    assert "url(" not in source
    assert "@import" not in source
    assert "default-src 'none'" in source
    for told in (
        "holds internal events", 'Books in "EUR" <script>alert(1)</script>',
        "<img src='https://evil.example/x' onerror=alert(1)>", "ACME <b>bold</b>",
        'Jo "J" &amp; Lind', "Two ledgers.\n\nOne bank.", "USD: @nobody asks", "billing.base: EUR",
        "A new entity & a bank", "Given since 2026-11-24", "+49 by phone",
        "signed by a key the repository knows", "not signed", "pull request 4",
        made.git("rev-parse", "HEAD"), "2026-11-02T10:00:00+01:00",
    ):  # fmt: skip
        assert told in page.text


def test_the_tables_read_back_and_hold_no_formula(made: MadeUp, tmp_path: Path) -> None:
    made.write("plans/acme/plan.yaml", PLAN.replace("title: Go-live", "title: -2+3"))
    made.commit("-x", author="=cmd() <jo@example.org>")
    exported(made, tmp_path / "out")
    files = contents(tmp_path / "out")
    assert b"\r\n" in files["events.csv"]
    for name in ("events.csv", "decisions.csv", "responses.csv"):
        for row in csv.reader(StringIO(files[name].decode(), newline=""), strict=True):
            assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    rows = list(csv.DictReader(StringIO(files["events.csv"].decode(), newline="")))
    signed = next(row for row in rows if row["kind"] == "signed")
    assert signed["note"] == "'+49 by phone"
    assert (signed["signature"], signed["pull_request"]) == ("good", "4")
    assert rows[-1]["author"] == "'=cmd()"
    (decision,) = csv.DictReader(StringIO(files["decisions.csv"].decode(), newline=""))
    assert decision["title"] == 'Books in "EUR" <script>alert(1)</script>'
    assert decision["context"] == "Two ledgers.\n\nOne bank.\n"
    assert decision["commits"] == made.git("rev-parse", "HEAD~2")


def test_the_events_are_what_history_prints_and_the_signed_file_is_exact(
    made: MadeUp, tmp_path: Path
) -> None:
    exported(made, tmp_path / "out")
    files = contents(tmp_path / "out")
    printed = run_onboardgen("history", "acme", "--format", "json", cwd=made.root)
    assert json.loads(files["events.json"]) == json.loads(printed.stdout)
    (name,) = (name for name in files if name.startswith("signed/"))
    assert f"signed/{hashlib.sha256(files[name]).hexdigest()}.json" == name
    assert files[name] == (made.root / "plans/acme" / name).read_bytes()


def test_a_response_stands_beside_what_it_caused(made: MadeUp, tmp_path: Path) -> None:
    data = respond(made, "a", "jo")
    made.write("plans/acme/plan.yaml", PLAN.replace("-12-11", "-12-11, done: 2026-11-30"))
    made.commit("Jo Lind: done (#7)", author=JO)
    commit = made.git("rev-parse", "HEAD")
    made.write("plans/acme/plan.yaml", PLAN.replace("-12-11", "-12-14, done: 2026-11-30"))
    made.commit("Move", author=JO)
    exported(made, tmp_path / "out")
    files = contents(tmp_path / "out")
    assert files[f"responses/{'a' * 32}.json"] == data
    (row,) = table(files, "responses.csv")
    assert (row["person"], row["kind"], row["about"]) == ("jo", "task_done", "task:data")
    assert (row["commit"], row["pull_request"], row["receipt"]) == (commit, "7", "a" * 64)
    assert json.loads(row["said"])["note"] == "=1+1 <b>done</b>"
    assert row["caused"] == "task:data: done"
    caused = [one for one in table(files, "events.csv") if one["responses"]]
    assert [(one["kind"], one["commit"], one["responses"]) for one in caused] == [
        ("done", commit, "a" * 32)
    ]
    page = Page((tmp_path / "out/report.html").read_text(encoding="utf-8"))
    assert "b" not in page.tags
    for told in ("Task done: task:data", "note: =1+1 <b>done</b>", "a" * 64, "task:data: done"):
        assert told in page.text


def test_responses_of_one_commit_caused_each_what_is_theirs(made: MadeUp, tmp_path: Path) -> None:
    respond(made, "a", "jo")
    respond(made, "b", "mia", "setting:billing.base")
    done = PLAN.replace("-12-11", "-12-11, done: 2026-11-30")
    made.write("plans/acme/plan.yaml", done.replace("title: Go-live", "title: Live"))
    made.commit("Squashed", author=JO)
    exported(made, tmp_path / "out")
    rows = table(contents(tmp_path / "out"), "responses.csv")
    assert [(row["person"], row["caused"]) for row in rows] == [
        ("jo", "task:data: done"),
        ("mia", ""),
    ]


def test_the_commands_of_verify_md_work_in_a_workspace_below_the_top(tmp_path: Path) -> None:
    top = make_repository(tmp_path / "top")
    inner = MadeUp(top.root / "our plans")
    for path, text in (
        ("onboardgen.yaml", SETTINGS), ("plans/acme/customer.yaml", CUSTOMER),
        ("plans/acme/plan.yaml", PLAN), ("plans/acme/worksheet.yaml", WORKSHEET),
        ("keys/allowed_signers", "mia@example.com ssh-ed25519 AAAA\n"),
    ):  # fmt: skip
        inner.write(path, text)
    sign(inner)
    respond(inner, "a", "jo")
    top.commit("Begin")
    exported(inner, tmp_path / "out")
    text = (tmp_path / "out" / "VERIFY.md").read_text(encoding="utf-8")
    commands = [
        line.replace("CLONE", str(top.root)).replace("COMMIT", "HEAD")
        for line in text.splitlines()
        if line.startswith(("git -C", "sha256sum"))
        and "origin" not in line
        and "verify-commit" not in line
    ]
    assert len(commands) == 7
    for command in commands:
        subprocess.run(["sh", "-ec", command], cwd=tmp_path / "out", check=True,
                       capture_output=True)  # fmt: skip


def test_a_signed_file_that_was_altered_or_is_missing_is_told(made: MadeUp, tmp_path: Path) -> None:
    (file,) = (made.root / "plans/acme/signed").iterdir()
    file.write_bytes(file.read_bytes() + b" ")
    made.commit("Alter")
    exported(made, tmp_path / "altered")
    assert "its bytes do not have this digest" in (tmp_path / "altered/report.html").read_text()
    assert contents(tmp_path / "altered")[f"signed/{file.name}"] == file.read_bytes()
    file.unlink()
    made.commit("Delete")
    exported(made, tmp_path / "missing")
    assert "The signed file is missing." in (tmp_path / "missing/report.html").read_text()


def test_nothing_is_written_into_a_directory_that_is_in_use(made: MadeUp, tmp_path: Path) -> None:
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "mine.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "empty")
    for out in (tmp_path / "used", tmp_path / "file", tmp_path / "link", made.root, tmp_path):
        with pytest.raises(UsageError):
            exported(made, out)
    assert contents(tmp_path / "used") == {"mine.txt": b"mine"}
    assert exported(made, tmp_path / "empty").files


def test_a_failure_leaves_nothing_half_written(
    made: MadeUp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", refuse)
    (tmp_path / "here").mkdir()
    with pytest.raises(EnvironmentFailure, match="No space left"):
        exported(made, tmp_path / "here" / "out")
    assert list((tmp_path / "here").iterdir()) == []


def test_broken_files_an_unknown_customer_and_a_shallow_clone_end_with_their_codes(
    made: MadeUp, tmp_path: Path
) -> None:
    out = ("--out", str(tmp_path / "out"))
    done = run_onboardgen("audit", "export", "nobody", *out, cwd=made.root, check=False)
    assert done.returncode == 2
    assert "no customer nobody" in done.stderr
    clone = tmp_path / "shallow"
    made.git("clone", "--quiet", "--depth", "1", f"file://{made.root}", str(clone))
    done = run_onboardgen("audit", "export", "acme", *out, cwd=clone, check=False)
    assert (done.returncode, "shallow" in done.stderr) == (3, True)
    made.write("plans/acme/plan.yaml", "kickoff: [\n")
    made.commit("Break")
    done = run_onboardgen("audit", "export", "acme", *out, cwd=made.root, check=False)
    assert (done.returncode, "plans/acme/plan.yaml" in done.stderr) == (1, True)
    assert not (tmp_path / "out").exists()


def test_the_command_says_where_it_wrote_and_that_it_is_internal(
    made: MadeUp, tmp_path: Path
) -> None:
    done = run_onboardgen("audit", "export", "acme", "--out", str(tmp_path / "out"), cwd=made.root)
    assert "Wrote 8 files" in done.stdout
    assert "internal events" in done.stdout
    told = run_onboardgen(
        "audit", "export", "acme", "--out", str(tmp_path / "two"), "--format", "json",
        cwd=made.root,
    )  # fmt: skip
    assert json.loads(told.stdout)["format"] == "onboardgen.audit-export/1"
    assert contents(tmp_path / "out") == contents(tmp_path / "two")
