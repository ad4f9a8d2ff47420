"""What the runner of GitHub Actions obeys, and that no text from files is it."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.cli.actions_log import HarmlessLog, harmless, harmless_output, print_command
from onboardgen.cli.presentation import finding_as_text, json_text
from onboardgen.codes import CODES
from onboardgen.findings import Finding, Location
from tests.example_workspace import copy_example, run_onboardgen

ACTIONS = {"GITHUB_ACTIONS": "true"}
TEXTS = st.lists(
    st.sampled_from(
        ["::", ":", "#", "##[", "[", "]", "error", "\n", "\r", " ", "\t", "\u00a0", "\u3000",
         "\ufeff", "\u2060", "\u200b", "x", "é"]
    )
).map("".join)  # fmt: skip


def commands_in(log: str) -> list[str]:
    """The lines that the runner takes for commands: it splits at CR and LF, trims blanks, and
    compares as people read, without what is not seen."""
    lines = (
        re.sub("[\u200b-\u200f\u2028\u2029\u2060\ufeff]", "", one)
        for one in re.split("[\r\n]", log)
    )
    return [one for one in lines if one.lstrip().startswith("::") or "##[" in one]


class Stream(io.TextIOWrapper):
    """A stream of text that keeps what it got."""

    def __init__(self) -> None:
        self.kept = io.BytesIO()
        super().__init__(self.kept, "utf-8", newline="")

    @property
    def got(self) -> str:
        return self.kept.getvalue().decode()


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_no_text_is_a_command(text: str) -> None:
    assert commands_in(harmless(text)) == []


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXTS, max_size=5))
def test_no_text_is_a_command_however_it_is_cut_into_writes(parts: list[str]) -> None:
    kept = io.BytesIO()
    log = HarmlessLog(kept)
    for part in parts:
        log.write(part.encode())
        log.flush()
    log.end()
    assert kept.getvalue().decode() == harmless("".join(parts))


@pytest.mark.parametrize(
    "text", ["a::b\n", "https://portals.example\n", "## heading [1]\n", "a: b"]
)
def test_text_that_is_no_command_is_printed_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_only_a_command_of_ours_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = Stream(), Stream()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    with harmless_output(ACTIONS):
        click.echo("begun ", nl=False)
        click.echo("\t::add-mask::a")
        print_command("::warning::ours")
        click.echo(b"##[error]bytes\n", nl=False)
        click.echo("  ::stop-commands::x", err=True)
        click.echo("::error::never ended", nl=False, err=True)
    assert (sys.stdout, sys.stderr) == (out, err)
    assert out.got == "begun \t::add-mask::a\n::warning::ours\n## [error]bytes\n"
    assert err.got == "  : :stop-commands::x\n: :error::never ended"


def test_elsewhere_nothing_is_touched(capsys: pytest.CaptureFixture[str]) -> None:
    before = sys.stdout
    with harmless_output({}):
        assert sys.stdout is before
        click.echo("::error::x")
    assert capsys.readouterr().out == "::error::x\n"


def test_json_reads_back_and_holds_no_command() -> None:
    document = {"title": "##[error]x", "::error::": ["::error::"]}
    text = json_text(document)
    assert commands_in(text) == []
    assert json.loads(text) == document


def test_a_finding_cannot_steer_a_terminal() -> None:
    hostile = "\x1b[2J\r::error::x\u202e"
    found = Finding(CODES[0], hostile, Location(f"plans/{hostile}/plan.yaml", 1), hint=hostile)
    assert not set("\x1b\r\u202e") & set(finding_as_text(found))


@pytest.fixture(scope="session")
def hostile_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with a command in every title, name, reason and question."""
    root = copy_example(tmp_path_factory.mktemp("actions") / "workspace")
    hostile = '"::error::x ##[error]y"'
    keys = "name|title|note|role|why|question|text|what|reason_given|sentence"
    for path in [*root.glob("plans/*/*.yaml"), root / "onboardgen.yaml"]:
        text = path.read_text("utf-8")
        text = re.sub(rf"(?m)^( *(?:- )?(?:{keys}): )[^\n{{\[|>&]+$", rf"\1{hostile}", text)
        path.write_text(text, "utf-8")
    return root


@pytest.mark.parametrize(
    "arguments",
    [
        "check",
        "status halden",
        "deadlines",
        "issues plan",
        "digest",
        "calendar",
        "deadlines --format json",
    ],
)
def test_no_command_of_ours_lets_text_from_files_command_the_runner(
    hostile_workspace: Path, arguments: str
) -> None:
    done = run_onboardgen(*arguments.split(), cwd=hostile_workspace, check=False, **ACTIONS)
    assert "error" in done.stdout + done.stderr
    assert commands_in(done.stdout) + commands_in(done.stderr) == []
