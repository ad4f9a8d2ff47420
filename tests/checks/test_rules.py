"""What each rule says about a small real workspace, beyond the examples of `explain`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from onboardgen import codes
from onboardgen.findings import Finding

Check = Callable[[Mapping[str, str]], list[Finding]]

CUSTOMER = """
name: ACME
contacts:
  jo: {name: Jo Lind, email: jo@example.org}
  lena: {name: Lena Adler}
partners:
  kestrel:
    name: Kestrel
    contacts: {priya: {name: Priya Nair}}
"""


def plan(*tasks: str, stage: str = "{id: all, name: All}", extra: str = "") -> str:
    lines = "".join(f"  - {task}\n" for task in tasks)
    return (
        f"kickoff: 2026-11-02\ngo_live: {{milestone: go-live}}\n{extra}stages:\n  - {stage}\n"
        f"tasks:\n  - {{id: go-live, title: G, type: milestone, stage: all, owner: mia}}\n{lines}"
    )


def task(id_: str, fields: str = "") -> str:
    return f"{{id: {id_}, title: T, stage: all, owner: jo{', ' * bool(fields)}{fields}}}"


def said(found: list[Finding]) -> list[str]:
    return [f"{one.code.id} {one.message}" for one in found]


def only(found: list[Finding]) -> Finding:
    assert len(found) == 1, said(found)
    return found[0]


# References


@pytest.mark.parametrize(
    ("fields", "shown", "near"),
    [
        ("needs: [sso-aproval]", "task `sso-aproval`", "`task:sso-approval`"),
        ('needs: ["task:sso"]', "task `sso`", "`task:sso-approval`"),
        ("needs: [{ref: sso-approvals, lag: 1}]", "task `sso-approvals`", "sso-approval"),
        ('needs: ["signoff:worksheets"]', "signoff `worksheets`", "`signoff:worksheet`"),
        ("phase: secnd", "phase `secnd`", "`second`"),
    ],
)
def test_an_unknown_reference_is_answered_with_the_nearest(
    findings_in: Check, fields: str, shown: str, near: str
) -> None:
    phases = "phases: [{id: second, name: Second}]\n"
    text = plan(task("sso-approval"), task("b", fields), extra=phases)
    finding = only(findings_in({"plan.yaml": text}))
    assert finding.code.id == "OG301"
    assert shown in finding.message
    assert near in finding.hint
    assert "plans/acme/plan.yaml:" in finding.hint
    assert finding.ref == "task:b"


def test_a_bare_stage_is_answered_without_its_kind(findings_in: Check) -> None:
    text = plan(task("b").replace("stage: all", "stage: al"))
    finding = only(findings_in({"plan.yaml": text}))
    assert finding.message == "There is no stage `al`."
    assert finding.hint.startswith("Did you mean `all` (plans/acme/plan.yaml:4)?")
    assert finding.location.line == 7


def test_an_unknown_go_live_milestone_is_found(findings_in: Check) -> None:
    finding = only(findings_in({"plan.yaml": plan().replace("go-live}", "golive}", 1)}))
    assert (finding.code.id, finding.location.line) == ("OG301", 2)
    assert "`go-live`" in finding.hint


def test_a_wrong_kind_with_a_known_id_is_answered_with_the_right_one(findings_in: Check) -> None:
    text = plan(task("pilot"), task("b", 'needs: ["stage:pilot"]'))
    finding = only(findings_in({"plan.yaml": text}))
    assert finding.code.id == "OG304"
    assert finding.hint.startswith("Did you mean `task:pilot`?")


def test_both_sign_offs_exist_unwritten(findings_in: Check) -> None:
    stage = '{id: all, name: All, gate: ["signoff:worksheet", "signoff:plan"]}'
    assert not findings_in({"plan.yaml": plan(task("b"), stage=stage)})


def test_references_of_every_file_are_followed(findings_in: Check) -> None:
    found = findings_in(
        {
            "customer.yaml": CUSTOMER
            + 'commitments: [{id: c1, text: T, fulfilled_by: ["task:nope"]}]\n',
            "events.yaml": '[{kind: ticket, date: 2026-11-03, ref: "guide:nope"}]\n',
            "worksheet.yaml": "sections:\n- id: s\n  title: S\n  answers:\n"
            "  - {id: q, question: Q, when: {setting: s.nope, equals: x}}\n",
            "decisions/0001-a.yaml": "title: T\nstatus: accepted\ndate: 2026-11-03\nowner: jo\n"
            "supersedes: 0000-nope\nsettings: {s.nope: x}\n",
            "changes/0001-a.yaml": 'target: "scope:nope"\ncurrent: a\nrequested: b\nreason: R\n'
            "downstream: []\neffective: 2026-12-01\nsubmitted: {by: jo, date: 2026-11-03}\n"
            "decision: 0000-nope\n",
        }
    )
    assert [(one.location.path.split("/", 2)[2], one.code.id) for one in found] == [
        ("changes/0001-a.yaml", "OG301"),
        ("changes/0001-a.yaml", "OG301"),
        ("customer.yaml", "OG301"),
        ("decisions/0001-a.yaml", "OG301"),
        ("decisions/0001-a.yaml", "OG301"),
        ("events.yaml", "OG301"),
        ("worksheet.yaml", "OG301"),
    ]


def test_an_unknown_partner_is_found_in_every_visibility(findings_in: Check) -> None:
    found = findings_in(
        {
            "customer.yaml": CUSTOMER
            + 'commitments: [{id: c1, text: T, visibility: "partner:kestral"}]\n',
            "plan.yaml": plan(task("b", 'visibility: "partner:kestral"')),
            "guides/g.md": '---\ntitle: G\nvisibility: "partner:kestral"\n---\nText\n',
        }
    )
    assert [one.code.id for one in found] == ["OG305"] * 3
    assert all("`partner:kestrel` (plans/acme/customer.yaml:7)" in one.hint for one in found)
    assert {one.location.line for one in found if one.location.path.endswith("g.md")} == {3}


# People


def test_a_person_written_by_name_is_answered_with_the_id(findings_in: Check) -> None:
    text = plan(task("b").replace("owner: jo", "owner: lena-adler"))
    finding = only(findings_in({"customer.yaml": CUSTOMER, "plan.yaml": text}))
    assert finding.code.id == "OG302"
    assert finding.hint == "Lena Adler is `lena` (plans/acme/customer.yaml:5)."


def test_unknown_people_are_found_in_every_field(findings_in: Check) -> None:
    approval = "[{by: nobody, date: 2026-11-04}]"
    digest = "sha256:" + "0" * 64
    signed = f'[{{by: nobody, date: 2026-11-04, digest: "{digest}"}}]'
    files = {
        "settings": "format: 1\norganization: {name: E}\n"
        "team: {mia: {name: Mia, escalate_to: nobody}}\n"
        "routing: [{assignee: nobody}]\n",
        "team access": "grants: [{id: g4t8c2k0x9v5n1qd, person: nobody, kind: link, "
        "granted: {by: nobody, date: 2026-11-02}}]\n",
        "customer.yaml": "name: A\ncontacts: {jo: {name: Jo, escalate_to: nobody}}\n"
        "partners: {k: {name: K, contacts: {p: {name: P, escalate_to: nobody}}}}\n",
        "plan.yaml": plan(
            "{id: b, title: T, stage: all, owner: nobody, counterpart: nobody, "
            "confirmed: {by: nobody, date: 2026-11-03}, "
            "blocked: {since: 2026-11-03, reason: legal, escalate_to: nobody}}",
            stage="{id: all, name: All, counterpart: nobody}",
            extra="defaults: {counterpart: nobody}\n"
            f"signoffs: {{plan: {{signers: [jo, nobody], signed: {signed}}}}}\n",
        ),
        "worksheet.yaml": "sections:\n- id: s\n  title: S\n  owner: nobody\n  answers:\n"
        "  - {id: q, question: Q, answer: A, answered: {by: nobody, date: 2026-11-03}}\n"
        f"signoffs: {{worksheet: {{signers: [nobody], signed: {signed}}}}}\n",
        "decisions/0001-a.yaml": "title: T\nstatus: accepted\ndate: 2026-11-03\n"
        f"owner: nobody\ndecided_by: nobody\napproved: {approval}\n",
        "changes/0001-a.yaml": 'target: "setting:s.q"\ncurrent: A\nrequested: b\nreason: R\n'
        "downstream: []\neffective: 2026-12-01\nowner: nobody\n"
        f"submitted: {{by: nobody, date: 2026-11-03}}\napproved: {approval}\n",
        "access.yaml": "grants: [{id: m2w0k5x8d1v7t3nz, person: nobody, kind: link, "
        "granted: {by: nobody, date: 2026-11-02}}]\n",
    }
    found = [one for one in findings_in(files) if one.code is not codes.SIGNED_FILE_MISSING]
    written = sum(text.count("nobody") for text in files.values())
    assert {one.code.id for one in found} == {"OG302"}
    assert len(found) == len({one.location for one in found}) == written


def test_an_id_of_our_team_cannot_be_a_partners_contact(findings_in: Check) -> None:
    finding = only(findings_in({"customer.yaml": CUSTOMER.replace("priya:", "mia:")}))
    assert finding.code.id == "OG303"
    assert finding.message == "`mia` is Priya Nair here, and Mia Keller in onboardgen.yaml:3."
    assert finding.location.line == 9


# Ids


def test_ids_are_unique_within_their_kind_and_free_across_kinds(findings_in: Check) -> None:
    section = "{id: all, title: S, answers: [{id: q, question: Q}, {id: q, question: Q}]}"
    found = findings_in(
        {
            "customer.yaml": "name: A\ncontacts: {jo: {name: Jo}}\noutcomes:\n"
            "- {id: o, text: T}\n- {id: o, text: T}\n",
            "plan.yaml": plan(task("all"), task("all")),
            "worksheet.yaml": f"sections:\n- {section}\n"
            "scope: {included: [{id: x, text: T}], deferred: [{id: x, text: T}]}\n",
        }
    )
    assert said(found) == [
        "OG303 Another outcome has the id `o` already: plans/acme/customer.yaml:4.",
        "OG303 Another task or milestone has the id `all` already: plans/acme/plan.yaml:7.",
        "OG303 Another question of section `all` has the id `q` already: "
        "plans/acme/worksheet.yaml:2.",
        "OG303 Another scope item has the id `x` already: plans/acme/worksheet.yaml:3.",
    ]


# Status and dates


@pytest.mark.parametrize(
    "fields",
    [
        "status: todo",
        "status: in_progress, started: 2026-11-03",
        "status: blocked, blocked: {since: 2026-11-03, reason: legal}, started: 2026-11-03",
        "status: done, done: 2026-11-03, blocked: {since: 2026-11-03, reason: legal}",
        "status: dropped, started: 2026-11-03",
        "done: 2026-11-03, started: 2026-11-03",
        "due: 2026-12-04, moved: [{from: 2026-11-27, reason: legal}]",
        "due: 2026-11-27, moved: [{from: 2026-11-27, reason: legal}, "
        "{from: 2026-11-20, reason: legal}]",
        "started: 2026-10-01",
    ],
)
def test_status_and_dates_that_agree_are_fine(findings_in: Check, fields: str) -> None:
    assert not findings_in({"plan.yaml": plan(task("b", fields))})


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ("status: todo, started: 2026-11-03", "OG401"),
        ("status: blocked", "OG401"),
        ("status: in_progress", "OG401"),
        ("status: in_progress, started: 2026-11-03, done: 2026-11-04", "OG401"),
        ("status: dropped, done: 2026-11-03", "OG401"),
        ("started: 2026-11-04, done: 2026-11-03", "OG402"),
        ("blocked: {since: 2026-11-04, reason: legal, until: 2026-11-03}", "OG402"),
        ("done: 2026-11-03, blocked: {since: 2026-11-04, reason: legal}", "OG402"),
        ("due: 2026-11-27, moved: [{from: 2026-11-27, reason: legal}]", "OG402"),
        ("moved: [{from: 2026-11-27, reason: legal}]", "OG402"),
        (
            "due: 2026-12-04, moved: [{from: 2026-11-27, reason: legal}, "
            "{from: 2026-11-27, reason: legal}]",
            "OG402",
        ),
    ],
)
def test_status_and_dates_that_disagree_are_found(
    findings_in: Check, fields: str, code: str
) -> None:
    assert only(findings_in({"plan.yaml": plan(task("b", fields))})).code.id == code


def test_go_live_before_the_kickoff_is_found(findings_in: Check) -> None:
    text = plan().replace("owner: mia}", "owner: mia, due: 2026-10-30}")
    assert only(findings_in({"plan.yaml": text})).code.id == "OG402"


def test_leave_and_grants_that_end_before_they_begin_are_found(findings_in: Check) -> None:
    portal = (
        "portals: {customer: {id: h4n2w8qkd5t0x7v3m9bzc6rj1a, key: t7c1p0zv4kq8m2xw6hd9n3rb5j}}\n"
    )
    away = "away: [{from: 2026-12-24, to: 2026-12-23}]"
    found = findings_in(
        {
            "settings": "format: 1\norganization: {name: E}\n"
            f"team: {{mia: {{name: M, {away}}}}}\n",
            "customer.yaml": f"name: A\ncontacts: {{jo: {{name: Jo, {away}}}}}\n",
            "access.yaml": portal + "grants:\n- {id: g4t8c2k0x9v5n1qd, person: jo, kind: link, "
            "granted: {by: mia, date: 2026-11-02}, until: 2026-11-01, ended: 2026-11-02}\n",
        }
    )
    assert [(one.code.id, one.location.path) for one in found] == [
        ("OG402", "onboardgen.yaml"),
        ("OG402", "plans/acme/access.yaml"),
        ("OG402", "plans/acme/customer.yaml"),
    ]


def test_a_leave_of_one_day_is_fine(findings_in: Check) -> None:
    away = "away: [{from: 2026-12-24, to: 2026-12-24}]"
    assert not findings_in({"customer.yaml": f"name: A\ncontacts: {{jo: {{name: Jo, {away}}}}}\n"})


# Waiting


def test_a_task_inside_the_gate_of_its_own_stage_waits_for_itself(findings_in: Check) -> None:
    text = plan(task("b"), stage="{id: all, name: All, gate: [b]}")
    finding = only(findings_in({"plan.yaml": text}))
    assert (finding.code.id, finding.location.line) == ("OG409", 4)


CHANGE = (
    'target: "scope:d1"\ncurrent: deferred\nrequested: b\nreason: R\ndownstream: []\n'
    "effective: 2026-12-01\nsubmitted: {by: jo, date: 2026-11-03}\n"
    "approved: [{by: mia, date: 2026-11-03}]\nstatus: %s\n"
)
SCOPE = "scope: {deferred: [{id: d1, text: T}]}\n"


@pytest.mark.parametrize(
    ("status", "done", "count"),
    [
        ("rejected", "", 1),
        ("withdrawn", "", 1),
        ("approved", "", 0),
        ("rejected", ", done: 2026-11-03", 0),
        ("rejected", ", status: dropped", 0),
    ],
)
def test_only_what_is_still_open_may_not_wait_for_a_no(
    findings_in: Check, status: str, done: str, count: int
) -> None:
    found = findings_in(
        {
            "plan.yaml": plan(task("b", 'needs: ["change:0001-a"]' + done)),
            "worksheet.yaml": SCOPE,
            "changes/0001-a.yaml": CHANGE % status,
        }
    )
    assert [one.code.id for one in found] == ["OG410"] * count


# Answers and decisions


def sheet(answer: str) -> dict[str, str]:
    return {"worksheet.yaml": f"sections:\n- id: s\n  title: S\n  answers:\n  - {answer}\n"}


FITTING = [
    ("text", "Anything", ""),
    ("text", "2026-11-03", ""),
    ("choice", "b", "choices: [a, b]"),
    ("choice", "NO", "choices: [NO, SE]"),
    ("choices", "[b, a]", "choices: [a, b]"),
    ("choices", "[]", "choices: [a, b]"),
    ("number", "4.5", ""),
    ("number", "0", ""),
    ("date", "2026-11-03", ""),
    ("currency", "EUR", ""),
    ("country", "NO", ""),
    ("list", "[a, b]", ""),
    ("table", "[{x: 1, y: true}, {x: null}]", "columns: [x, y]"),
    ("yes_no", "false", ""),
]
UNFIT = [
    ("text", "true", ""),
    ("text", "5", ""),
    ("text", "[a]", ""),
    ("choice", "c", "choices: [a, b]"),
    ("choice", "a", ""),
    ("choices", "a", "choices: [a, b]"),
    ("choices", "[a, c]", "choices: [a, b]"),
    ("choices", "[a, a]", "choices: [a, b]"),
    ("number", "'5'", ""),
    ("number", "true", ""),
    ("date", "3 November", ""),
    ("date", "2026-02-30", ""),
    ("currency", "EURO", ""),
    ("currency", "eur", ""),
    ("country", "Norway", ""),
    ("country", "UK", ""),
    ("country", "EU", ""),
    ("list", "a", ""),
    ("list", "[{x: 1}]", ""),
    ("table", "[{z: 1}]", "columns: [x, y]"),
    ("table", "[a]", "columns: [x, y]"),
    ("yes_no", "yes", ""),
]


@pytest.mark.parametrize(("type_", "value", "more"), FITTING)
def test_an_answer_that_fits_is_fine(findings_in: Check, type_: str, value: str, more: str) -> None:
    assert not findings_in(sheet(f"{{id: q, question: Q, type: {type_}, answer: {value}, {more}}}"))


@pytest.mark.parametrize("field", ["answer", "default"])
@pytest.mark.parametrize(("type_", "value", "more"), UNFIT)
def test_an_answer_that_does_not_fit_is_found(
    findings_in: Check, type_: str, value: str, more: str, field: str
) -> None:
    text = f"{{id: q, question: Q, type: {type_}, {field}: {value}, {more}}}"
    assert only(findings_in(sheet(text))).code.id == "OG405"


def test_a_condition_that_can_never_be_met_is_found(findings_in: Check) -> None:
    text = (
        "{id: q, question: Q, type: choices, choices: [a, b]}\n"
        "  - {id: r, question: R, when: {setting: s.q, equals: c}}\n"
        "  - {id: t, question: T, when: {setting: s.q, equals: b}}"
    )
    finding = only(findings_in(sheet(text)))
    assert (finding.code.id, finding.ref) == ("OG405", "setting:s.r")


def decision(number: int, date: str, value: str, status: str = "accepted") -> dict[str, str]:
    return {
        f"decisions/{number:04}-d.yaml": f"title: T\nstatus: {status}\ndate: {date}\nowner: jo\n"
        f"settings: {{s.q: {value}}}\n"
    }


@pytest.mark.parametrize(
    ("type_", "answer", "decided"),
    [
        ("number", "1", "1.0"),
        ("choices, choices: [a, b]", "[a, b]", "[b, a]"),
        ("date", "2026-11-03", "'2026-11-03'"),
        ("table", "[{x: 1, y: 2}]", "[{y: 2, x: 1}]"),
        ("text", '"caf\\u00e9"', '"cafe\\u0301"'),
    ],
)
def test_a_decided_value_is_compared_by_what_it_means(
    findings_in: Check, type_: str, answer: str, decided: str
) -> None:
    answered = sheet(f"{{id: q, question: Q, type: {type_}, answer: {answer}}}")
    assert not findings_in(answered | decision(1, "2026-11-03", decided))


@pytest.mark.parametrize(
    ("type_", "answer", "decided"),
    [("list", "[a, b]", "[b, a]"), ("number", "1", "2"), ("yes_no", "true", "false")],
)
def test_a_decided_value_that_differs_is_found(
    findings_in: Check, type_: str, answer: str, decided: str
) -> None:
    answered = sheet(f"{{id: q, question: Q, type: {type_}, answer: {answer}}}")
    finding = only(findings_in(answered | decision(1, "2026-11-03", decided)))
    assert (finding.code.id, finding.location.path) == ("OG406", "plans/acme/worksheet.yaml")


def test_the_latest_accepted_decision_counts(findings_in: Check) -> None:
    files = sheet("{id: q, question: Q, answer: new}")
    files |= decision(1, "2026-11-05", "new") | decision(2, "2026-11-03", "old")
    files |= decision(3, "2026-11-09", "never", "rejected")
    files |= decision(4, "2026-11-09", "perhaps", "proposed")
    assert not findings_in(files)


def test_of_two_decisions_of_one_day_the_later_number_counts(findings_in: Check) -> None:
    files = sheet("{id: q, question: Q, answer: b}")
    assert not findings_in(files | decision(1, "2026-11-05", "a") | decision(2, "2026-11-05", "b"))


def test_an_unanswered_question_that_was_decided_is_found(findings_in: Check) -> None:
    found = findings_in(sheet("{id: q, question: Q}") | decision(1, "2026-11-05", "a"))
    assert "has no answer" in only(found).message


def superseding(number: int, older: int, date: str = "2026-11-05") -> dict[str, str]:
    return {
        f"decisions/{number:04}-d.yaml": f"title: T\nstatus: accepted\ndate: {date}\nowner: jo\n"
        f"supersedes: {older:04}-d\n"
    }


def test_a_circle_of_decisions_is_told_once(findings_in: Check) -> None:
    files = superseding(3, 1) | superseding(1, 2) | superseding(2, 3) | superseding(4, 3)
    finding = only(findings_in(files))
    assert (finding.code.id, finding.ref) == ("OG407", "decision:0001-d")
    assert finding.message.endswith("`0001-d` → `0002-d` → `0003-d` → `0001-d`.")


def test_a_decision_that_replaces_itself_is_a_circle(findings_in: Check) -> None:
    assert only(findings_in(superseding(1, 1))).code.id == "OG407"


def test_a_decision_replaces_no_later_one(findings_in: Check) -> None:
    files = decision(1, "2026-11-09", "a") | superseding(2, 1, "2026-11-05")
    found = findings_in(files | sheet("{id: q, question: Q, answer: a}"))
    assert only(found).code.id == "OG402"


# Access

PORTAL = "{id: %s4n2w8qkd5t0x7v3m9bzc6rj1a, key: %s7c1p0zv4kq8m2xw6hd9n3rb5j}"


def access(portals: dict[str, str], *grants: str) -> str:
    lines = [f'  "{who}": {PORTAL % (mark, mark)}' for who, mark in portals.items()]
    return "\n".join(["portals:", *lines, "grants:", *(f"  - {one}" for one in grants), ""])


def grant(mark: str, person: str, more: str = "") -> str:
    return (
        f"{{id: {mark}4t8c2k0x9v5n1qd, person: {person}, kind: link, "
        f"granted: {{by: mia, date: 2026-11-02}}{more}}}"
    )


def test_a_partners_contact_opens_the_partners_portal(findings_in: Check) -> None:
    text = access({"customer": "a", "partner:kestrel": "b"}, grant("a", "jo"), grant("b", "priya"))
    assert not findings_in({"customer.yaml": CUSTOMER, "access.yaml": text})


def test_a_partners_contact_does_not_open_the_customers(findings_in: Check) -> None:
    text = access({"customer": "a"}, grant("a", "jo"), grant("b", "priya"))
    finding = only(findings_in({"customer.yaml": CUSTOMER, "access.yaml": text}))
    assert finding.code.id == "OG502"


def test_the_teams_file_is_for_the_team(findings_in: Check) -> None:
    assert not findings_in({"team access": access({"provider": "a"}, grant("a", "mia"))})
    found = findings_in({"team access": access({"provider": "a"}, grant("a", "jo"))})
    assert {one.code.id for one in found} == {"OG302", "OG505"}


@pytest.mark.parametrize("name", ["access.yaml", "team access"])
def test_a_portal_stands_in_the_file_of_its_party(findings_in: Check, name: str) -> None:
    audience, person = ("provider", "jo") if name == "access.yaml" else ("customer", "mia")
    found = findings_in({name: access({audience: "a"}, grant("a", person))})
    assert "OG501" in {one.code.id for one in found}


def test_ids_copied_from_another_file_are_found(findings_in: Check) -> None:
    text = access({"customer": "a"}, grant("a", "jo"))
    team = access({"provider": "a"}, grant("a", "mia"))
    found = findings_in({"access.yaml": text, "team access": team})
    assert [one.code.id for one in found] == ["OG503"] * 3


def test_a_portal_whose_grants_have_all_ended_earns_no_warning(findings_in: Check) -> None:
    text = access({"customer": "a"}, grant("a", "jo", ", ended: 2026-11-05"))
    assert not findings_in({"access.yaml": text})


def test_a_portal_without_any_grant_of_its_party_earns_a_warning(findings_in: Check) -> None:
    text = access({"customer": "a", "partner:kestrel": "b"}, grant("a", "jo"))
    finding = only(findings_in({"customer.yaml": CUSTOMER, "access.yaml": text}))
    assert (finding.code.id, finding.severity, finding.location.line) == ("OG505", "warning", 3)


# Time zones


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "UTC", "America/Argentina/Buenos_Aires"])
def test_a_zone_of_the_database_is_fine(findings_in: Check, zone: str) -> None:
    assert not findings_in({"customer.yaml": CUSTOMER + f"timezone: {zone}\n"})


@pytest.mark.parametrize("zone", ["../../etc/passwd", "Europe", "europe/berlin", "CEST"])
def test_any_other_zone_is_found(findings_in: Check, zone: str) -> None:
    found = findings_in(
        {
            "settings": f"format: 1\norganization: {{name: E, timezone: {zone}}}\n"
            "team: {mia: {name: Mia Keller}}\n",
            "customer.yaml": CUSTOMER.replace("    name: K", f"    timezone: {zone}\n    name: K")
            + f"timezone: {zone}\n",
        }
    )
    assert {one.code.id for one in found} <= {"OG408", "OG205"}
    assert len(found) == 3


# Languages


@pytest.mark.parametrize("tag", ["en", "de", "pt-BR", "en-DE", "zh-TW", "sr-Latn-RS"])
def test_a_language_that_people_write_is_fine(findings_in: Check, tag: str) -> None:
    assert not findings_in({"customer.yaml": CUSTOMER + f"language: {tag}\n"})


@pytest.mark.parametrize("tag", ["dx", "de-XX", "xxx-Klingon", "en-gb-oed"])
def test_any_other_language_is_found(findings_in: Check, tag: str) -> None:
    found = findings_in(
        {
            "settings": f"format: 1\norganization: {{name: E, language: {tag}}}\n"
            "team: {mia: {name: Mia Keller}}\n",
            "customer.yaml": CUSTOMER + f"language: {tag}\n",
        }
    )
    assert said(found) == [f"OG411 There is no language `{tag}`."] * 2
