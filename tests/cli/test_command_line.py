"""The command line as its users meet it: help, completion, formats, exit codes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from onboardgen import __version__
from onboardgen.cli.main import COMMANDS
from tests.example_workspace import (
    CLEAN,
    REPOSITORY,
    import_onboardgen,
    run_onboardgen,
    start_onboardgen,
)

CONTROL = re.compile(r"\x1b\[")


@pytest.fixture
def least(tmp_path: Path) -> Path:
    """The least valid workspace."""
    from onboardgen.workflows.explain import materialise  # noqa: PLC0415

    root = tmp_path / "workspace"
    materialise("OG103", "passes", root)
    return root


def test_start_up_imports_neither_the_crypto_nor_the_rendering_stack() -> None:
    heavy = {"cryptography", "jinja2", "markdown", "jsonschema", "yaml", "rich", "watchdog", "nh3"}
    program = (
        "import sys\nfrom onboardgen.cli.main import run\nsys.argv = ['onboardgen', '--help']\n"
        "try: run()\nexcept SystemExit: pass\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=CLEAN, capture_output=True, text=True, check=True
    )
    loaded = set(re.findall(r"'(\w+)'", done.stderr))
    assert "click" in loaded
    assert loaded & heavy == set()


def test_version_and_help(tmp_path: Path) -> None:
    assert start_onboardgen("--version", cwd=tmp_path).stdout == f"onboardgen {__version__}\n"
    text = start_onboardgen("--help", cwd=tmp_path).stdout
    assert all(name in text for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_within_eighty_columns(name: str, tmp_path: Path) -> None:
    text = import_onboardgen(name, "--help", cwd=tmp_path).stdout
    assert len(text.splitlines()) > 5
    assert max(map(len, text.splitlines())) <= 80


def test_an_unknown_command_is_answered_with_the_nearest(tmp_path: Path) -> None:
    done = start_onboardgen("biuld", cwd=tmp_path, check=False)
    assert done.returncode == 2
    assert "Did you mean `build`?" in done.stderr


def test_outside_a_workspace_it_says_so(tmp_path: Path) -> None:
    done = start_onboardgen("check", cwd=tmp_path, check=False)
    assert done.returncode == 2
    assert "No onboardgen.yaml here" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_customer_is_answered_with_the_nearest(least: Path) -> None:
    done = run_onboardgen("check", "acne", cwd=least, check=False)
    assert done.returncode == 2
    assert "Did you mean acme?" in done.stderr


def test_a_clean_workspace_passes_even_strictly(least: Path) -> None:
    done = run_onboardgen("check", cwd=least)
    assert "0 errors" in done.stdout or "All fine" in done.stdout
    assert not CONTROL.search(done.stdout)


def test_strict_turns_a_warning_into_a_failure(least: Path) -> None:
    (least / "plans/acme/plna.yaml").write_text("a: 1\n", encoding="utf-8")
    assert run_onboardgen("check", cwd=least).returncode == 0
    assert run_onboardgen("check", "--strict", cwd=least, check=False).returncode == 1


def test_findings_as_json_hold_to_the_contract(least: Path) -> None:
    plan = least / "plans/acme/plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("needs: [a]", "needs: [b]"))
    done = run_onboardgen("check", "--format", "json", cwd=least, check=False)
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert report["format"] == "onboardgen.check/1"
    assert report["counts"]["error"] == 1
    (finding,) = [one for one in report["findings"] if one["severity"] == "error"]
    assert set(finding) == {
        "code", "severity", "message", "hint", "path", "line", "column", "ref"
    }  # fmt: skip
    line = plan.read_text(encoding="utf-8").splitlines()[finding["line"] - 1]
    assert finding["code"] == "OG301"
    assert line[finding["column"] - 1 :].startswith("b]")


def test_annotations_for_github_cannot_be_broken_out_of(least: Path) -> None:
    customer = least / "plans/acme/customer.yaml"
    customer.write_text('name: ACME\n"a,b::c%\\n::error::x": 1\n', encoding="utf-8")
    done = run_onboardgen("check", "--format", "github", cwd=least, check=False)
    commands = [line for line in done.stdout.splitlines() if line.startswith("::")]
    assert commands
    for command in commands:
        assert re.fullmatch(
            r"::(error|warning) file=[^,]+,line=\d+,col=\d+,title=OG\d{3} [^:,]+::.*", command
        )
    assert sum("::error::x" in line for line in done.stdout.splitlines() if line[:2] == "::") <= 1
    assert not any(line.startswith("::error::x") for line in done.stdout.splitlines())


def test_a_finding_reads_well_in_eighty_columns(least: Path) -> None:
    plan = least / "plans/acme/plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("owner: jo", "owner: joe"))
    done = run_onboardgen("check", cwd=least, check=False)
    assert "plans/acme/plan.yaml:5:" in done.stdout
    assert "OG302" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_color_only_on_a_terminal(least: Path) -> None:
    import pty  # noqa: PLC0415

    def through_a_terminal(**environment: str) -> str:
        seen: list[bytes] = []
        command = [sys.executable, "-m", "onboardgen", "-C", str(least), "check"]
        script = f"import os,pty,sys;os.environ.update({environment!r});pty.spawn({command!r})"
        done = subprocess.run(
            [sys.executable, "-c", script], env=CLEAN, capture_output=True, check=False
        )
        seen.append(done.stdout)
        return b"".join(seen).decode()

    assert pty
    assert CONTROL.search(through_a_terminal(TERM="xterm"))
    assert not CONTROL.search(through_a_terminal(TERM="xterm", NO_COLOR="1"))
    assert not CONTROL.search(run_onboardgen("check", cwd=least).stdout)


def test_explain_lists_every_code_and_shows_one(tmp_path: Path) -> None:
    listed = run_onboardgen("explain", cwd=tmp_path).stdout
    assert "OG101" in listed
    shown = run_onboardgen("explain", "og103", cwd=tmp_path).stdout
    assert "This fails" in shown
    assert "This passes" in shown
    wrong = run_onboardgen("explain", "OG193", cwd=tmp_path, check=False)
    assert wrong.returncode == 2
    assert "Did you mean" in wrong.stderr


def test_schemas_are_printed_as_published(tmp_path: Path) -> None:
    printed = run_onboardgen("schema", "plan", cwd=tmp_path).stdout
    assert printed == (REPOSITORY / "schemas/plan.schema.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_printed_for_every_shell(shell: str, tmp_path: Path) -> None:
    assert "_ONBOARDGEN_COMPLETE" in run_onboardgen("completion", shell, cwd=tmp_path).stdout


def test_completion_knows_commands_and_customers(least: Path) -> None:
    def complete(words: str) -> list[str]:
        done = run_onboardgen(
            cwd=least, _ONBOARDGEN_COMPLETE="bash_complete", COMP_WORDS=words,
            COMP_CWORD=str(len(words.split(" ")) - 1),
        )  # fmt: skip
        return [line.partition(",")[2] for line in done.stdout.splitlines()]

    assert complete("onboardgen bu") == ["build"]
    assert complete("onboardgen check ac") == ["acme"]


def test_a_bug_is_told_apart_and_kept_for_a_report(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom onboardgen.cli import main\n"
        "def broken(*_, **__): raise RuntimeError('a secret value')\n"
        "main.main.main = broken\nmain.run()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env={**CLEAN, "TMPDIR": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert "This is a bug in onboardgen" in done.stderr
    assert "Traceback" not in done.stderr
    (log,) = tmp_path.glob("onboardgen-*.log")
    assert "Traceback" in log.read_text(encoding="utf-8")
    assert log.stat().st_mode & 0o077 == 0


def test_a_closed_pipe_is_no_failure(least: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", f"'{sys.executable}' -m onboardgen schema plan | head -1; exit 0"],
        cwd=least, env=CLEAN, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "{\n"
    assert "Traceback" not in done.stderr
