"""What the history of each kind of record says."""

from __future__ import annotations

import pytest

from onboardgen.audit.event import Row
from onboardgen.audit.history import shared_events
from onboardgen.audit.lineage import lineages
from onboardgen.git.repository import Identity
from tests.audit.made_up_history import MadeUpHistory, said

CUSTOMER = "plans/acme/customer.yaml"
PLAN = "plans/acme/plan.yaml"
WORKSHEET = "plans/acme/worksheet.yaml"
DECISION = "plans/acme/decisions/0003-base-currency.yaml"
CHANGE = "plans/acme/changes/0001-add-chf.yaml"
ACCESS = "plans/acme/access.yaml"
GUIDE = "plans/acme/guides/sso.md"


def told(path: str, *versions: str | None) -> MadeUpHistory:
    """One file through its versions; the first commit has none of it."""
    made = MadeUpHistory()
    last = made.commit({"onboardgen.yaml": "format: 1"})
    for version in versions:
        last = made.edit(last, {path: version})
    return made


def task(more: str = "") -> str:
    return f"tasks:\n- {{id: sso, title: Approve, stage: all, owner: jo{more}}}\n"


@pytest.mark.parametrize(
    ("before", "after", "events"),
    [
        ("", ", due: 2026-12-04", [("promised", None, "2026-12-04", None, None)]),
        (
            ", due: 2026-12-04",
            ", due: 2026-12-09, moved: [{from: 2026-12-04, reason: legal, note: Queue}]",
            [("moved", "2026-12-04", "2026-12-09", None, "legal: Queue")],
        ),
        (
            ", due: 2026-12-04",
            ", due: 2026-12-09",
            [("moved", "2026-12-04", "2026-12-09", None, None)],
        ),
        (", due: 2026-12-04", "", [("changed", "2026-12-04", None, None, None)]),
        ("", ", started: 2026-11-17", [("started", None, None, "2026-11-17", None)]),
        ("", ", done: 2026-12-03", [("done", None, None, "2026-12-03", None)]),
        (", done: 2026-12-03", "", [("reopened", "2026-12-03", None, None, None)]),
        (
            ", done: 2026-12-03",
            ", done: 2026-12-02",
            [("changed", "2026-12-03", "2026-12-02", None, None)],
        ),
        ("", ", status: dropped", [("dropped", None, None, None, None)]),
        (", status: dropped", "", [("status", "dropped", "todo", None, None)]),
        (", done: 2026-12-03", ", done: 2026-12-03, status: done", []),
        (
            "",
            ", blocked: {since: 2026-11-20, reason: legal, note: Waits}",
            [("blocked", None, "legal", "2026-11-20", "Waits")],
        ),
        (
            ", blocked: {since: 2026-11-20, reason: legal}",
            "",
            [("unblocked", "legal", None, None, None)],
        ),
        (
            "",
            ", confirmed: {by: jo, date: 2026-11-23}",
            [("confirmed", None, None, "2026-11-23", None)],
        ),
        ("", ", duration: 5", [("changed", None, 5, None, None)]),
        (", duration: 5", ", duration: 5.0", []),
        ("", ", type: task, visibility: customer, needs: [], phase: null", []),
        (", needs: [a]", ', needs: ["task:a"]', []),
        (", needs: [a]", ", needs: [{ref: a, type: FS, lag: 0}]", []),
        (
            ", needs: [a]",
            ", needs: [{ref: a, lag: 2}]",
            [("changed", ("task:a",), ("task:a FS+2",), None, None)],
        ),
    ],
)  # fmt: skip
def test_a_task_tells_what_became_of_it(
    before: str, after: str, events: list[tuple[object, ...]]
) -> None:
    made = told(PLAN, task(before), task(after))
    last = made.commits[-1].hash
    found = [one for one in made.events() if one.stamp.commit.hash == last]
    assert said(found, "before", "after", "on", "note") == [
        (kind, "task:sso", *rest) for kind, *rest in events
    ]


def test_a_new_record_tells_its_beginning_and_what_was_given_and_done() -> None:
    text = (
        "title: In EUR\nstatus: accepted\ndate: 2026-11-02\nowner: lena\n"
        "supersedes: 0001-old\n"
        "approved: [{by: lena, date: 2026-11-02}, {by: mia, date: 2026-11-03}]"
    )
    made = told(DECISION, text)
    assert said(made.events(), "after", "by", "on") == [
        ("created", "decision:0003-base-currency", "In EUR", None, None),
        ("accepted", "decision:0003-base-currency", "accepted", None, None),
        ("approved", "decision:0003-base-currency", None, "lena", "2026-11-02"),
        ("approved", "decision:0003-base-currency", None, "mia", "2026-11-03"),
        ("superseded", "decision:0001-old", "0003-base-currency", None, None),
    ]


def test_layout_comments_and_order_tell_nothing() -> None:
    made = told(
        DECISION,
        "title: In EUR\nstatus: proposed\nsettings: {a.b: 1, a.c: [x, y]}\n",
        "# a comment\nsettings:\n  a.c:\n    - 'x'\n    - y\n  a.b: 1\nstatus: proposed\n"
        'title: "In EUR"\nvisibility: customer\n',
    )
    assert said(made.events()) == [("created", "decision:0003-base-currency")]


def test_a_decision_tells_approvals_taken_away_and_each_setting() -> None:
    made = told(
        DECISION,
        "title: T\nstatus: accepted\napproved: [{by: lena, date: 2026-11-02}]\nsettings: {a.b: 1}",
        "title: T\nstatus: proposed\napproved: []\nsettings: {a.b: true, a.c: 2}",
    )
    assert said(made.events()[3:], "field", "before", "after", "by") == [
        ("status", "decision:0003-base-currency", None, "accepted", "proposed", None),
        ("changed", "decision:0003-base-currency", "settings.a.b", 1, True, None),
        ("changed", "decision:0003-base-currency", "settings.a.c", None, 2, None),
        ("approval_removed", "decision:0003-base-currency", None, None, None, "lena"),
    ]


def test_an_answer_tells_from_what_to_what_and_who_gave_it() -> None:
    def sheet(answer: str) -> str:
        return f"sections:\n- id: billing\n  title: B\n  answers:\n  - {{id: base, {answer}}}\n"

    made = told(
        WORKSHEET,
        sheet("question: Which?"),
        sheet("question: Which?, answer: EUR, answered: {by: lena, date: 2026-11-10}"),
        sheet("question: Which?, answer: [EUR, CHF], answered: {by: jo, date: 2026-11-12}"),
        sheet("question: Which one?, answer: [EUR, CHF], answered: {by: jo, date: 2026-11-13}"),
        sheet("question: Which one?"),
    )
    ref = "setting:billing.base"
    assert said(made.events()[1:], "field", "before", "after", "by", "on") == [
        ("created", ref, None, None, "Which?", None, None),
        ("answered", ref, None, None, "EUR", "lena", "2026-11-10"),
        ("answered", ref, None, "EUR", ("EUR", "CHF"), "jo", "2026-11-12"),
        ("changed", ref, "question", "Which?", "Which one?", None, None),
        (
            "changed", ref, "answered",
            Row((("by", "jo"), ("date", "2026-11-12"))),
            Row((("by", "jo"), ("date", "2026-11-13"))),
            None, None,
        ),
        ("answered", ref, None, ("EUR", "CHF"), None, None, None),
    ]  # fmt: skip


def test_scope_that_moves_from_one_list_to_another_is_the_same_item() -> None:
    made = told(
        WORKSHEET,
        "scope: {included: [{id: s1, text: Tiers}]}",
        "scope: {deferred: [{id: s1, text: Tiers, revisit: 2027-04-01}]}",
        "scope: {}",
    )
    assert said(made.events(), "field", "before", "after") == [
        ("created", "scope:s1", None, None, "Tiers"),
        ("changed", "scope:s1", "list", "included", "deferred"),
        ("changed", "scope:s1", "revisit", None, "2027-04-01"),
        ("deleted", "scope:s1", None, "Tiers", None),
    ]


def test_a_signature_is_told_and_so_is_its_end() -> None:
    def signed(entries: str) -> str:
        return f"signoffs: {{worksheet: {{due: 2026-11-24, signed: [{entries}]}}}}"

    one = "{by: jo, date: 2026-11-24, digest: 'sha256:ab', evidence: Mail}"
    made = told(WORKSHEET, signed(""), signed(one), signed(one.replace("ab", "cd")), signed(""))
    ref = "signoff:worksheet"
    assert said(made.events(), "field", "by", "on", "before", "after", "note")[0] == (
        "signed", ref, None, "jo", "2026-11-24", None, "sha256:ab", "Mail",
    )  # fmt: skip
    assert said(made.events(), "field", "by")[1:] == [
        ("changed", ref, "signed.jo", "jo"),
        ("signature_removed", ref, None, "jo"),
    ]


def test_a_change_request_tells_its_steps_and_keeps_effort_inside() -> None:
    made = told(
        CHANGE,
        "title: CHF\ntarget: setting:a.b\nsubmitted: {by: lena, date: 2026-11-16}",
        "title: CHF\ntarget: setting:a.b\nsubmitted: {by: lena, date: 2026-11-16}\n"
        "status: assessed\nassessment: {effort_hours: 22, price: 3600}",
        "title: CHF\ntarget: setting:a.b\nsubmitted: {by: lena, date: 2026-11-16}\n"
        "status: approved\nassessment: {effort_hours: 22, price: 3600}\n"
        "approved: [{by: mia, date: 2026-11-19, evidence: Mail of the 19th}]",
    )
    ref = "change:0001-add-chf"
    assert said(made.events(), "field", "after", "visibility", "note") == [
        ("created", ref, None, "CHF", "customer", None),
        ("assessed", ref, None, "assessed", "customer", None),
        ("changed", ref, "assessment.effort_hours", 22, "internal", None),
        ("changed", ref, "assessment.price", 3600, "customer", None),
        ("status", ref, None, "approved", "customer", None),
        ("approved", ref, None, None, "customer", "Mail of the 19th"),
    ]


def test_grants_are_told_to_the_team_only() -> None:
    def grants(more: str = "") -> str:
        given = "granted: {by: mia, date: 2026-11-02}"
        return f"grants:\n- {{id: g4, person: jo, kind: link, {given}{more}}}"

    made = told(ACCESS, grants(), grants(", ended: 2026-11-19"), "grants: []")
    assert said(made.events(), "after", "before", "by", "on", "visibility") == [
        ("granted", "grant:g4", "jo", None, "mia", "2026-11-02", "internal"),
        ("grant_ended", "grant:g4", "jo", None, None, "2026-11-19", "internal"),
        ("deleted", "grant:g4", None, "jo", None, None, "internal"),
    ]


def test_what_no_reference_can_name_is_named_by_its_field() -> None:
    made = told(
        CUSTOMER,
        "name: ACME\narr: 1\ncontacts: {jo: {name: Jo}}\n"
        "partners: {k: {name: Kestrel, contacts: {priya: {name: Priya}}}}",
        "name: ACME Ltd\narr: 2\ncontacts: {jo: {name: Jo, role: CFO}}\n"
        "partners: {k: {name: Kestrel, contacts: {priya: {name: P. Nair}}}}\n"
        "outcomes: [{id: o1, text: Faster}]",
    )
    assert said(made.events()[4:], "field", "before", "after", "visibility") == [
        ("changed", None, "name", "ACME", "ACME Ltd", "customer"),
        ("changed", None, "arr", 1, 2, "internal"),
        ("changed", None, "contacts.jo.role", None, "CFO", "customer"),
        ("changed", None, "partners.k.contacts.priya.name", "Priya", "P. Nair", "customer"),
        ("created", None, "outcomes.o1", None, "Faster", "customer"),
    ]


def test_a_guide_tells_that_its_text_changed() -> None:
    made = told(GUIDE, "---\ntitle: SSO\n---\nOld", "---\ntitle: SSO\n---\nNew")
    assert said(made.events(), "field", "is_open") == [
        ("created", "guide:sso", None, True),
        ("changed", "guide:sso", "text", False),
    ]


def test_files_notes_and_signed_content_are_told_by_name_to_the_team() -> None:
    made = told("plans/acme/signed/ab.json", "{}", "{ }", None)
    assert said(made.events(), "field", "visibility") == [
        ("created", None, "signed/ab.json", "internal"),
        ("changed", None, "signed/ab.json", "internal"),
        ("deleted", None, "signed/ab.json", "internal"),
    ]


@pytest.mark.parametrize("broken", ["tasks: [", "", "- a list", "text", "a: 1\n\ta: 2", "\x00"])
def test_a_version_that_cannot_be_read_changes_nothing(broken: str) -> None:
    made = told(PLAN, task(", due: 2026-12-04"), broken, task(", due: 2026-12-09"))
    assert said(made.events(), "before", "after") == [
        ("created", "task:sso", None, "Approve"),
        ("promised", "task:sso", None, "2026-12-04"),
        ("moved", "task:sso", "2026-12-04", "2026-12-09"),
    ]


def test_what_does_not_fit_the_contract_is_passed_over_and_the_rest_is_told() -> None:
    odd = (
        "tasks: [{id: sso, title: Approve, due: {a: 1}, moved: 7, needs: x, blocked: yes}, 3,\n"
        "  {title: no id}, {id: [a]}, {id: sso, title: Twice}]\nstages: nothing\nunknown: [1]\n"
        "signoffs: {plan: {signed: [1, {date: 2026-11-02}], signers: {}}}\nkickoff: [1]\n"
    )
    made = told(PLAN, odd, task())
    assert ("created", "task:sso") in said(made.events())
    assert ("deleted", "task:sso") not in said(made.events())


def test_a_deleted_record_tells_its_end_and_one_that_comes_back_its_beginning() -> None:
    text = "title: T\nstatus: proposed\n"
    made = told(DECISION, text, None, text)
    ref = "decision:0003-base-currency"
    assert said(made.events(), "before", "after") == [
        ("created", ref, None, "T"), ("deleted", ref, "T", None), ("created", ref, None, "T"),
    ]  # fmt: skip


def test_a_record_keeps_its_history_under_its_last_name() -> None:
    made = MadeUpHistory()
    old, new = DECISION, "plans/acme/decisions/0004-currency.yaml"
    last = made.commit({old: "title: T\nstatus: proposed\n"})
    last = made.edit(last, {old: None, new: "title: T\nstatus: accepted\n"}, moved={new: old})
    made.edit(last, {new: "title: Better\nstatus: accepted\n"})
    ref = "decision:0004-currency"
    assert said(made.events(), "before", "after") == [
        ("created", ref, None, "T"),
        ("renamed", ref, "0003-base-currency", "0004-currency"),
        ("accepted", ref, "proposed", "accepted"),
        ("changed", ref, "T", "Better"),
    ]


def test_a_customer_whose_directory_is_renamed_keeps_its_history() -> None:
    made = MadeUpHistory()
    files = {CUSTOMER: "name: ACME\n", DECISION: "title: T\nstatus: proposed\n"}
    last = made.commit(files)
    moved = {path.replace("acme", "acme-group"): path for path in files}
    renamed = {new: files[old] for new, old in moved.items()}
    last = made.edit(last, {**dict.fromkeys(files), **renamed}, moved=moved)
    made.edit(last, {CUSTOMER: "name: Another\n"})
    assert said(made.events("acme-group"), "slug") == [
        ("created", None, "acme-group"), ("created", "decision:0003-base-currency", "acme-group"),
    ]  # fmt: skip
    assert said(made.events("acme"), "after") == [("created", None, "Another")]


def test_a_new_customer_never_inherits_from_one_that_left() -> None:
    made = MadeUpHistory()
    old, new = CUSTOMER, "plans/beta/customer.yaml"
    last = made.commit({old: "name: ACME\ncontacts: {jo: {name: Jo}}\n", DECISION: "title: T\n"})
    beta = DECISION.replace("acme", "beta")
    made.edit(
        last,
        {
            old: None,
            new: "name: Beta\ncontacts: {jo: {name: Jo}}\n",
            DECISION: None,
            beta: "title: U\n",
        },
        moved={new: old, beta: DECISION},
    )
    assert said(made.events("beta"), "after")[:1] == [("created", None, "Beta")]
    assert not {"renamed", "deleted"} & {one.kind for one in made.events("beta")}
    assert [one.kind for one in made.events("acme")].count("deleted") == 3


def test_a_record_that_becomes_a_file_is_deleted() -> None:
    made = MadeUpHistory()
    last = made.commit({DECISION: "title: T\nstatus: accepted\n"})
    kept = "plans/acme/files/0003-base-currency.yaml"
    made.edit(last, {DECISION: None, kept: "title: T\nstatus: accepted\n"}, moved={kept: DECISION})
    assert ("deleted", "decision:0003-base-currency") in said(made.events())


def test_an_author_is_the_person_with_that_address_even_after_they_left() -> None:
    made = MadeUpHistory()
    contact = (
        "name: ACME\ncontacts: {jo: {name: Jo, email: Jo@example.org, also: [j@example.org]}}\n"
    )
    last = made.commit({CUSTOMER: contact}, author=Identity("Jo", "J@EXAMPLE.org"))
    last = made.edit(
        last, {CUSTOMER: "name: ACME Ltd\n"}, author=Identity("Someone", "x@example.com")
    )
    told_ = made.events(people={"mia@example.com": "mia"}, pull_requests={last: 12})
    first, final = told_[0].stamp, told_[-1].stamp
    assert (first.author.person, first.committer.person) == ("jo", "mia")
    assert (final.author.person, final.author.shown, final.pull_request) == (None, "Someone", 12)


@pytest.mark.parametrize(
    ("before", "after", "visibility"),
    [
        ("internal", "internal", "internal"),
        ("customer", "internal", "internal"),
        ("internal", "customer", "internal"),
        ("customer", "customer", "customer"),
        ("partner:k", "partner:k", "partner:k"),
        ("partner:k", "customer", "partner:k"),
        ("partner:k", "partner:l", "internal"),
    ],
)
def test_what_was_internal_stays_internal(before: str, after: str, visibility: str) -> None:
    made = told(
        DECISION,
        f"title: T\nstatus: proposed\nvisibility: {before}",
        f"title: U\nstatus: proposed\nvisibility: {after}",
    )
    last = [one for one in made.events() if one.field == "title"]
    assert [one.visibility for one in last] == [visibility]


@pytest.mark.parametrize(
    "path",
    [
        "decisions/README.md", "decisions/no-number.yaml", "decisions/0001-x.yml", "guides/A b.md",
        "decisions/0001-x.md", "files/0001-x.yaml", "decisions/deep/0001-x.yaml", "notes/plan.yaml",
        "events.yaml", "line\nbreak",
    ],
)  # fmt: skip
def test_what_is_no_record_is_a_file(path: str) -> None:
    made = told(f"plans/acme/{path}", "title: T\n")
    assert said(made.events(), "field", "visibility") == [("created", None, path, "internal")]


def test_a_name_of_odd_bytes_can_be_printed() -> None:
    made = told("plans/acme/files/a\udcff", "x")
    assert made.events()[0].field == "files/a\\xff"


@pytest.mark.parametrize(
    "path", ["plans/_templates/x/plan.yaml", "plans/README.md", "onboardgen.yaml", "plans/A/x"]
)
def test_what_belongs_to_no_customer_is_told_of_none(path: str) -> None:
    made = told(path, "title: T\n")
    assert lineages(made.commits) == ()


def test_that_a_decision_is_superseded_is_as_internal_as_the_one_that_does_it() -> None:
    made = told(
        DECISION, "title: T\nstatus: accepted\nsupersedes: 0001-old\nvisibility: internal\n"
    )
    assert said(made.events(), "visibility") == [
        ("created", "decision:0003-base-currency", "internal"),
        ("accepted", "decision:0003-base-currency", "internal"),
        ("superseded", "decision:0001-old", "internal"),
    ]


def test_what_no_reference_names_is_shared_with_nobody() -> None:
    made = told(CUSTOMER, "name: ACME\ncommitments: [{id: c1, text: Faster}]", "name: ACME Ltd")
    shared = shared_events(made.events(), "customer")
    assert said(shared) == [("created", "commitment:c1"), ("deleted", "commitment:c1")]
