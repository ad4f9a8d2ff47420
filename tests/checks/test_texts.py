"""Links in texts: what they may point at, and who can follow them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from onboardgen.findings import Finding

Check = Callable[[Mapping[str, str]], list[Finding]]

CUSTOMER = """
name: ACME
contacts: {jo: {name: Jo Lind}}
partners:
  kestrel: {name: Kestrel, contacts: {priya: {name: Priya Nair}}}
  orrin: {name: Orrin, contacts: {finn: {name: Finn Dale}}}
"""


def guide(body: str, visibility: str = "customer") -> str:
    return f'---\ntitle: G\nvisibility: "{visibility}"\n---\n{body}\n'


@pytest.mark.parametrize(
    "target",
    [
        "guide:b",
        "task:a",
        "task:go-live",
        "section:s",
        "b.md",
        "../guides/b.md",
        "b.md#step-2",
        "files/x%20y.txt",
        "../files/x%20y.txt",
        "files/x%20y.txt#page=2",
        "#below",
        "https://example.com/files/none.pdf",
        "mailto:jo@example.org",
        "tel:+4930123456",
    ],
)
def test_a_link_that_leads_somewhere_is_fine(findings_in: Check, target: str) -> None:
    files = {
        "guides/a.md": guide(f"[x]({target})"),
        "guides/b.md": guide("B"),
        "files/x y.txt": "x",
        "worksheet.yaml": "sections: [{id: s, title: S}]\n",
    }
    assert not findings_in(files)


@pytest.mark.parametrize(
    ("target", "hint"),
    [
        ("guide:bb", "`guide:b`"),
        ("gide:b", "such as guide:…"),
        ("stage:all", "Use https://…"),
        ("task:goo-live", "`task:go-live`"),
        ("files/x.pdf", "`files/x.txt`"),
        ("../notes/secret.txt", "Link to guide:"),
        ("../../onboardgen.yaml", "Link to guide:"),
        ("ftp://example.com/x", "Use https://…"),
    ],
)
def test_a_link_that_leads_nowhere_is_found(findings_in: Check, target: str, hint: str) -> None:
    files = {
        "guides/a.md": guide(f"\nFirst\n\n> see [x]({target})"),
        "guides/b.md": guide("B"),
        "files/x.txt": "x",
    }
    [finding] = findings_in(files)
    assert finding.code.id == "OG602"
    assert hint in finding.hint
    assert (finding.location.line, finding.location.column) == (8, 11)
    assert finding.ref == "guide:a"


def test_links_of_every_text_and_address_are_followed(findings_in: Check) -> None:
    found = findings_in(
        {
            "plan.yaml": "kickoff: 2026-11-02\ngo_live: {milestone: g}\n"
            "stages: [{id: all, name: A}]\ntasks:\n- id: g\n  title: G\n  type: milestone\n"
            "  stage: all\n  owner: mia\n  how: '[x](guide:no)'\n"
            "  links: [{label: L, url: 'guide:no'}]\n  evidence: {link: files/no.pdf}\n",
            "decisions/0001-a.yaml": "title: T\nstatus: proposed\ndate: 2026-11-03\nowner: jo\n"
            + "".join(
                f"{field}: '[x](guide:no)'\n"
                for field in ("context", "decision", "reason", "consequences")
            ),
            "worksheet.yaml": "scope: {deferred: [{id: d1, text: T}]}\n",
            "changes/0001-a.yaml": 'target: "scope:d1"\ncurrent: a\nrequested: b\n'
            "reason: '[x](guide:no)'\ndownstream: []\neffective: 2026-12-01\n"
            "submitted: {by: jo, date: 2026-11-03}\n",
        }
    )
    assert [one.code.id for one in found] == ["OG602"] * 8
    lines = [one.location.line for one in found if one.location.path.endswith("plan.yaml")]
    assert lines == [10, 11, 12]


def test_an_address_of_a_link_carries_no_code(findings_in: Check) -> None:
    text = (
        "kickoff: 2026-11-02\ngo_live: {milestone: g}\nstages: [{id: all, name: A}]\ntasks:\n"
        "- {id: g, title: G, type: milestone, stage: all, owner: mia,"
        ' links: [{label: L, url: "javascript:alert(1)"}]}\n'
    )
    assert {one.code.id for one in findings_in({"plan.yaml": text})} <= {"OG601", "OG205"}
    assert findings_in({"plan.yaml": text})


@pytest.mark.parametrize(
    ("reader", "target", "hidden"),
    [
        ("customer", "customer", False),
        ("customer", "internal", True),
        ("customer", "partner:kestrel", True),
        ("internal", "internal", False),
        ("internal", "partner:kestrel", False),
        ("partner:kestrel", "internal", True),
        ("partner:kestrel", "partner:kestrel", False),
        ("partner:kestrel", "partner:orrin", True),
        ("partner:kestrel", "customer", False),
    ],
)
def test_a_link_is_hidden_when_a_reader_may_not_follow_it(
    findings_in: Check, reader: str, target: str, hidden: bool
) -> None:
    found = findings_in(
        {
            "customer.yaml": CUSTOMER,
            "guides/a.md": guide("[x](guide:b)", reader),
            "guides/b.md": guide("B", target),
        }
    )
    assert [one.code.id for one in found] == ["OG603"] * hidden
