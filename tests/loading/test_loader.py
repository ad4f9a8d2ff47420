"""From a directory to accounts and findings."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.errors import UsageError
from onboardgen.findings import Finding
from onboardgen.loading.loader import load, load_account, load_settings
from onboardgen.loading.source_tree import read_tree

BASE = Path(__file__).parents[2] / "onboardgen" / "explanations" / "base"
DECISION = "title: EUR\nstatus: proposed\ndate: 2026-11-05\nowner: jo\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The least valid workspace with a second customer, bravo, that is like the first."""
    root = tmp_path / "workspace"
    shutil.copytree(BASE, root)
    shutil.copytree(BASE / "plans/acme", root / "plans/bravo")
    return root


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def short(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(each.code.id, str(each.location)) for each in findings]


def test_a_whole_customer_becomes_one_account(root: Path) -> None:
    acme = root / "plans/acme"
    write(acme / "worksheet.yaml", "sections: [{id: tax, title: Tax}]\n")
    write(acme / "decisions/0002-b.yaml", DECISION)
    write(acme / "decisions/0001-a.yaml", DECISION)
    write(acme / "events.yaml", "- {kind: ticket, date: 2026-11-05}\n")
    write(acme / "guides/sso.md", "---\ntitle: Connect\n---\nText\n")
    write(acme / "files/a.txt", "a")
    write(
        acme / "changes/0001-chf.yaml",
        "target: setting:billing.currency\ncurrent: EUR\nrequested: [EUR, CHF]\nreason: Swiss\n"
        "downstream: []\neffective: 2027-01-01\nsubmitted: {by: jo, date: 2026-11-20}\n",
    )
    loaded = load(root)
    assert loaded.findings == ()
    account = loaded.accounts[0]
    assert account.slug == "acme"
    assert account.worksheet
    assert [each.id for each in account.decisions] == ["0001-a", "0002-b"]
    assert account.changes[0].id == "0001-chf"
    assert account.changes[0].requested == ("EUR", "CHF")
    assert account.events[0].kind == "ticket"
    guide = account.guides[0]
    assert (guide.id, guide.matter.title, guide.text, guide.line) == ("sso", "Connect", "Text\n", 4)
    assert str(guide.at.key("title")) == "plans/acme/guides/sso.md:2:1"
    assert [each.path for each in account.attachments] == ["files/a.txt"]


def test_people_belong_to_the_party_that_lists_them(root: Path) -> None:
    write(
        root / "plans/acme/customer.yaml",
        "name: ACME\ntimezone: Asia/Tokyo\ncontacts: {jo: {name: Jo}}\npartners:\n"
        "  near: {name: Near, contacts: {kim: {name: Kim}}}\n"
        "  far: {name: Far, timezone: America/New_York, contacts: {lee: {name: Lee}}}\n",
    )
    acme, bravo = load(root).accounts
    members = [(it.person.id, it.party, it.party_name, it.timezone) for it in acme.members]
    assert members == [
        ("mia", "provider", "Example Billing", "Europe/Berlin"),
        ("jo", "customer", "ACME", "Asia/Tokyo"),
        ("kim", "partner:near", "Near", "Asia/Tokyo"),
        ("lee", "partner:far", "Far", "America/New_York"),
    ]
    assert [each.timezone for each in bravo.members] == ["Europe/Berlin", "Europe/Berlin"]


def test_a_broken_decision_breaks_its_customer_and_no_other_and_all_is_reported(root: Path) -> None:
    write(root / "plans/acme/decisions/0001-a.yaml", "a: b: c\n")
    write(root / "plans/acme/decisions/0002-b.yaml", DECISION + "status: accepted\n")
    write(root / "plans/acme/guides/sso.md", "no front matter\n")
    write(root / "plans/acme/plan.yaml", "kickoff: 2026-11-02\n")
    write(root / "plans/bravo/notice.txt", "a stray file is a warning")
    loaded = load(root)
    assert [each.slug for each in loaded.accounts] == ["bravo"]
    assert loaded.broken == ("acme",)
    assert {(each.code.id, each.location.path) for each in loaded.findings} == {
        ("OG102", "plans/acme/decisions/0001-a.yaml"),
        ("OG103", "plans/acme/decisions/0002-b.yaml"),
        ("OG118", "plans/acme/guides/sso.md"),
        ("OG201", "plans/acme/plan.yaml"),
        ("OG117", "plans/bravo/notice.txt"),
    }
    assert list(loaded.findings) == sorted(loaded.findings, key=lambda each: each.sort_key)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("decisions/0001-a.yaml", "a: b: c\n"),
        ("worksheet.yaml", "sections: []\nsections: []\n"),
        ("events.yaml", "# empty\n"),
        ("access.yaml", "portals: 5\n"),
        ("guides/a.md", "no front matter\n"),
        ("guides/A.md", "---\ntitle: A\n---\n"),
        ("files/-rf", ""),
    ],
)
def test_one_broken_file_of_any_kind_breaks_its_customer(root: Path, path: str, text: str) -> None:
    write(root / "plans/acme" / path, text)
    loaded = load(root)
    assert loaded.broken == ("acme",)
    assert [each.slug for each in loaded.accounts] == ["bravo"]
    assert {each.location.path for each in loaded.findings} == {f"plans/acme/{path}"}


def test_settings_that_say_two_things_are_none(root: Path) -> None:
    write(root / "onboardgen.yaml", (root / "onboardgen.yaml").read_text() + "format: 1\n")
    loaded = load(root)
    assert loaded.settings is None
    assert [each.code.id for each in loaded.findings] == ["OG103"]


def test_a_date_that_does_not_exist_is_one_finding(root: Path) -> None:
    plan = root / "plans/acme/plan.yaml"
    write(plan, plan.read_text().replace("duration: 5}", "due: 2026-02-30}"))
    assert short(load(root, ["acme"]).findings) == [("OG205", "plans/acme/plan.yaml:5:51")]


def test_broken_settings_leave_no_account_but_all_findings(root: Path) -> None:
    write(root / "onboardgen.yaml", "format: 1\nformat: 1\n")
    write(root / "plans/acme/customer.yaml", "name: [\n")
    loaded = load(root)
    assert loaded.settings is None
    assert loaded.accounts == ()
    assert loaded.broken == ("acme", "bravo")
    assert {"OG102", "OG103", "OG201"} == {each.code.id for each in loaded.findings}


def test_the_workspaces_own_files_are_checked(root: Path) -> None:
    write(root / "access.yaml", "portals: {provider: {id: [}\n")
    write(root / "calibration.yaml", "")
    write(root / "plans/_templates/simple/template.yaml", "")
    loaded = load(root)
    assert loaded.settings
    assert loaded.team_access is None
    assert [each.slug for each in loaded.accounts] == ["acme", "bravo"]
    assert [code for code, _place in short(loaded.findings)] == ["OG102", "OG112", "OG112"]


def test_one_customer_can_be_loaded_alone(root: Path) -> None:
    tree = read_tree(root)
    workspace = load_settings(tree)
    shutil.rmtree(root)
    account, findings = load_account(tree.customer("bravo"), workspace.settings)
    assert account
    assert account.slug == "bravo"
    assert (*findings, *workspace.findings) == ()


def test_only_named_customers_are_loaded_and_unknown_ones_are_a_usage_error(root: Path) -> None:
    write(root / "plans/acme/plan.yaml", "")
    assert load(root, ["bravo"]).findings == ()
    with pytest.raises(UsageError, match="brovo") as told:
        load(root, ["acme", "brovo"])
    assert "bravo" in told.value.hint


def test_equal_files_make_equal_accounts(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root, tmp_path / "copy")
    assert load(root).accounts == load(tmp_path / "copy").accounts


FILES = sorted(each.relative_to(BASE) for each in BASE.glob("**/*.yaml"))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FILES), st.integers(0, 300), st.integers(0, 12), st.binary(max_size=12))
def test_a_damaged_workspace_is_findings_or_accounts_never_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, path: Path, at: int, lost: int, put: bytes
) -> None:
    root = tmp_path_factory.mktemp("damaged") / "w"
    shutil.copytree(BASE, root)
    data = (root / path).read_bytes()
    (root / path).write_bytes(data[:at] + put + data[at + lost :])
    loaded = load(root)
    errors = any(each.severity == "error" for each in loaded.findings)
    assert errors == (loaded.settings is None or loaded.broken != ())
