"""Findings as other programs read them: SARIF, Code Quality, annotations."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.cli.annotations import annotation_lines
from onboardgen.cli.check import check as command
from onboardgen.cli.code_quality import code_quality
from onboardgen.cli.fingerprints import fingerprints
from onboardgen.cli.sarif import sarif
from onboardgen.codes import CODES, UNKNOWN_REFERENCE
from onboardgen.findings import Finding, Location
from onboardgen.workflows.check import check
from onboardgen.workflows.explain import why_of
from tests.cli.reports import break_a_customer
from tests.cli.sarif_subset import SARIF
from tests.example_workspace import AS_OF

PLAN = "plans/acme/plan.yaml"
FINDING = Finding(
    UNKNOWN_REFERENCE, "`b` points nowhere.", Location(PLAN, 7, 12), "Did you mean `a`?", "task:x"
)
LOUD = st.lists(
    st.one_of(
        st.text(max_size=6),
        st.sampled_from(["\n::error::x", "\r", "%0A", "##[add-mask]", " ::set-env name=x::y", "]",
                         "[a](https://x.example)", "{0}", "\\", "\x1b[2J", ",title=x", "::"]),
    ),
    max_size=5,
).map("".join)  # fmt: skip
FINDINGS = st.lists(
    st.builds(
        Finding,
        st.sampled_from(CODES),
        LOUD.map("m{}".format),
        st.builds(
            Location,
            st.sampled_from([PLAN, "plans/a b/ü#?.yaml", "onboardgen.yaml"]),
            st.integers(1, 99),
            st.integers(1, 99),
        ),
        LOUD,
        st.none() | st.just("task:x"),
    ),
    max_size=25,
)


def errors_of(document: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(SARIF)
    return [f"{one.json_path}: {one.message}" for one in validator.iter_errors(document)]


def results_of(document: Any) -> Any:
    return document["runs"][0]["results"]


def test_sarif_says_what_where_and_how_grave() -> None:
    document: Any = sarif([FINDING], why_of)
    assert errors_of(document) == []
    (result,) = results_of(document)
    assert result["message"]["text"] == "`b` points nowhere. Did you mean `a`?"
    assert result["level"] == "error"
    (place,) = result["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": PLAN, "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 7, "startColumn": 12},
    }


def test_every_code_has_a_rule_with_its_explanation() -> None:
    found = [replace(FINDING, code=code) for code in CODES]
    document: Any = sarif(found, why_of)
    assert errors_of(document) == []
    rules = document["runs"][0]["tool"]["driver"]["rules"]
    for result in results_of(document):
        rule = rules[result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert len(rule["help"]["text"]) > 40
        assert rule["defaultConfiguration"]["level"] == result["level"]


@settings(max_examples=40, deadline=None)
@given(FINDINGS)
def test_no_text_is_a_link_a_placeholder_or_a_command(found: list[Finding]) -> None:
    assert errors_of(sarif(found, lambda code: code.title)) == []
    quality = code_quality(found)
    assert len({one["fingerprint"] for one in quality}) == len(found)
    lines = [line for text in annotation_lines(found) for line in re.split(r"[\r\n]", text)]
    for line in lines:
        if line.strip().startswith("::"):
            assert re.match(r"::(error|warning) file=[^,:]+,line=\d+,col=\d+,title=[^,:]+::", line)
        else:
            assert "##[" not in line
    assert sum(line.startswith("::") for line in lines) <= 20


def test_a_fingerprint_stays_when_lines_shift() -> None:
    spoken = replace(FINDING, message=f"`x` stands in {PLAN}:30 already, in line 4 of it.")
    shifted = replace(
        spoken,
        message=f"`x` stands in {PLAN}:55 already, in line 9 of it.",
        location=Location(PLAN, 90, 3),
    )
    assert fingerprints([spoken]) == fingerprints([shifted])


def test_findings_that_are_alike_are_told_apart_and_others_too() -> None:
    found = [
        FINDING,
        replace(FINDING, location=Location(PLAN, 9)),
        replace(FINDING, ref="task:y"),
        replace(FINDING, location=Location("plans/other/plan.yaml", 7)),
        replace(FINDING, message="`c` points nowhere."),
        replace(FINDING, code=CODES[0]),
    ]
    assert len(set(fingerprints(found))) == len(found)
    assert fingerprints(found) == fingerprints(found)


def test_gitlab_reads_severity_path_and_line() -> None:
    (entry,) = code_quality([FINDING])
    assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
    assert entry["check_name"] == "OG301"
    assert entry["location"] == {"path": PLAN, "lines": {"begin": 7}}
    assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}


def test_github_gets_the_errors_first_and_learns_what_it_does_not_show() -> None:
    warning = next(code for code in CODES if code.severity == "warning")
    warnings = [Finding(warning, f"w{n}", Location("a.yaml", n)) for n in range(1, 13)]
    errors = [Finding(UNKNOWN_REFERENCE, f"e{n}", Location("b.yaml", n)) for n in range(1, 15)]
    lines = list(annotation_lines([*warnings, *errors]))
    kinds = [line.split(" ", maxsplit=1)[0] for line in lines if line.startswith("::")]
    assert kinds == ["::error"] * 10 + ["::warning"] * 10
    assert "Not annotated: 4 errors, 2 warnings." in lines[20]
    assert [line.rpartition(": ")[2] for line in lines[21:]] == [
        "e11", "e12", "e13", "e14", "w11", "w12",
    ]  # fmt: skip


def test_what_is_not_annotated_commands_nothing_either() -> None:
    loud = "x\n::error::a ::add-mask::b ##[add-path]c"
    found = [replace(FINDING, message=f"{n} {loud}") for n in range(11)]
    *_, last = annotation_lines(found)
    assert "\n" not in last
    assert not last.startswith("::")
    assert "##[" not in last
    assert "add-path" in last


def test_few_findings_are_all_annotated() -> None:
    (line,) = annotation_lines([FINDING])
    assert line.startswith(f"::error file={PLAN},line=7,col=12,title=OG301 ")


def test_the_command_prints_nothing_but_the_report(own_example: Path) -> None:
    break_a_customer(own_example, "mori")
    found = check(own_example, today=AS_OF).findings
    for name in ("sarif", "gitlab"):
        arguments = ["--format", name, "--today", AS_OF.isoformat()]
        done = CliRunner().invoke(command, arguments, obj=own_example, standalone_mode=False)
        assert done.return_value == 1
        report = json.loads(done.stdout)
        entries = results_of(report) if name == "sarif" else report
        assert len(entries) == len(found)
