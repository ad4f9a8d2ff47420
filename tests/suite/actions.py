"""A runner for our composite action: its steps in order, each in a real shell, as GitHub does it.

Of the expressions of GitHub it knows what the action uses: `inputs`, `github` and `steps`,
`format`, `always`, `cancelled`, and the operators between them. Actions of others are played: the
cache is a directory, and `python` in the step that installs writes down how it was called.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.example_workspace import CLEAN, REPOSITORY
from tests.git.made_up_repository import NO_CONFIGURATION
from tests.prepared_python import write_prepared_command

ACTION = REPOSITORY / "ci/github/action.yml"
_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_TOKEN = re.compile(r"'(?:[^']|'')*'|[A-Za-z_][\w-]*(?:\.[\w-]+)*(\()?|&&|\|\||==|!=|[!(),]|\s+")
_OPERATORS = {"&&": " and ", "||": " or ", "!": " not "}


def read_yaml(path: Path) -> dict[str, Any]:
    """A file of YAML; `on` is a word here, not a truth."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    if True in document:
        document["on"] = document.pop(True)
    return document


@dataclass
class Run:
    """What a run of the action left behind. `log` is all that was printed, both streams."""

    outcomes: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    log: str = ""
    summary: str = ""
    site: str = ""

    @property
    def failed(self) -> bool:
        return "failure" in self.outcomes.values()


@dataclass
class Runner:
    """A machine of GitHub's with a workspace checked out. `home` keeps what outlives a run."""

    workspace: Path
    home: Path
    github: dict[str, Any] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, task: str, **inputs: str) -> Run:
        """The whole action once, as a job with that task does it."""
        temporary = self.home / "temp"
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        action = read_yaml(ACTION)
        given = {name: one.get("default", "") for name, one in action["inputs"].items()}
        given |= {"token": "token-of-the-tests", "run": task, **inputs}
        run = Run()
        for number, step in enumerate(action["runs"]["steps"]):
            self._step(step, step.get("id", f"step-{number}"), given, run)
        contexts = self._contexts(given, run)
        run.site = filled(action["outputs"]["site"]["value"], contexts, failed=run.failed)
        return run

    def _contexts(self, given: Mapping[str, str], run: Run) -> dict[str, Any]:
        steps = {
            name: {"outcome": run.outcomes.get(name, ""), "outputs": run.outputs.get(name, {})}
            for name in {*run.outcomes, *run.outputs}
        }
        return {"inputs": given, "github": self.github, "steps": steps}

    def _step(self, step: Mapping[str, Any], name: str, given: Mapping[str, str], run: Run) -> None:
        contexts = self._contexts(given, run)
        condition = str(step.get("if", "success()"))
        condition = condition.removeprefix("${{").removesuffix("}}")
        checks = re.search(r"\b(always|cancelled|success|failure)\(", condition)
        if (run.failed and not checks) or not evaluated(condition, contexts, failed=run.failed):
            run.outcomes[name] = "skipped"
        elif "uses" in step:
            self._play(step["uses"], step.get("with", {}), contexts)
            run.outcomes[name] = "success"
        else:
            variables = {
                key: filled(str(value), contexts, failed=run.failed)
                for key, value in step.get("env", {}).items()
            }
            self._shell(step["run"], variables, name, run)

    def _shell(self, script: str, variables: Mapping[str, str], name: str, run: Run) -> None:
        files = {key: self.home / "temp" / f"{key}-{name}" for key in ("summary", "output")}
        for file in files.values():
            file.touch()
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script],
            cwd=self.workspace,
            env={
                **self._surroundings(),
                "GITHUB_STEP_SUMMARY": str(files["summary"]),
                "GITHUB_OUTPUT": str(files["output"]),
                **variables,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        run.log += done.stdout
        run.summary += files["summary"].read_text(encoding="utf-8")
        lines = files["output"].read_text(encoding="utf-8").splitlines()
        run.outputs[name] = dict(line.partition("=")[::2] for line in lines)
        run.outcomes[name] = "failure" if done.returncode else "success"

    def _surroundings(self) -> dict[str, str]:
        programs = programs_in(self.home / "bin")
        return {
            **CLEAN,
            **NO_CONFIGURATION,
            "PATH": os.pathsep.join((str(programs), CLEAN["PATH"])),
            "HOME": str(self.home),
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ACTION.parent),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.home / "temp"),
            **self.environment,
        }

    def _play(self, action: str, given: Mapping[str, str], contexts: Mapping[str, Any]) -> None:
        """What the actions of others do for us."""
        name = action.partition("@")[0]
        kept = self.home / "cache" / filled(given.get("restore-keys", ""), contexts, failed=False)
        if name == "actions/cache/restore":
            for path in given["path"].split():
                if (kept / path).is_dir():
                    shutil.copytree(kept / path, self.workspace / path, dirs_exist_ok=True)
        elif name == "actions/cache/save":
            prefix = re.match(r"onboardgen-[a-z]+-", given["key"])
            assert prefix
            for path in given["path"].split():
                if (self.workspace / path).is_dir():
                    target = self.home / "cache" / prefix[0] / path
                    shutil.copytree(self.workspace / path, target, dirs_exist_ok=True)
        else:
            assert name == "actions/setup-python", name


def programs_in(directory: Path) -> Path:
    """A directory with `onboardgen`, and a `python` that only writes down what it is asked."""
    directory.mkdir(parents=True, exist_ok=True)
    write_prepared_command(directory / "onboardgen")
    python = directory / "python"
    calls = directory / "python-calls"
    python.write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >> "{calls}"\n')
    python.chmod(0o755)
    return directory


def filled(text: str, contexts: Mapping[str, Any], *, failed: bool) -> str:
    """A text with its expressions replaced by what they are."""
    return _EXPRESSION.sub(
        lambda found: str(evaluated(found[1], contexts, failed=failed) or ""), text
    )


def evaluated(expression: str, contexts: Mapping[str, Any], *, failed: bool) -> Any:
    """What an expression is. Raises AssertionError for one that this does not know."""
    source, position = "", 0
    text = expression.strip()
    while position < len(text):
        found = _TOKEN.match(text, position)
        assert found, f"{text[position:]!r} is not known here"
        source += _as_python(found[0], is_call=bool(found[1]))
        position = found.end()
    functions = {
        "value": lambda path: _value(contexts, path),
        "format": lambda text, *values: text.format(*values),
        "always": lambda: True,
        "cancelled": lambda: False,
        "success": lambda: not failed,
        "failure": lambda: failed,
        "__builtins__": {},
    }
    return eval(source, functions)


def _as_python(token: str, *, is_call: bool) -> str:
    if token.startswith("'"):
        return repr(token[1:-1].replace("''", "'"))
    if is_call or token in {"(", ")", ",", "==", "!="} or token.isspace():
        return token
    return _OPERATORS.get(token) or f"value({token!r})"


def _value(contexts: Mapping[str, Any], path: str) -> Any:
    found: Any = contexts
    for name in path.split("."):
        found = found.get(name, "") if isinstance(found, Mapping) else ""
    return found


def event_file(home: Path, **event: Any) -> Path:
    path = home / "event.json"
    path.write_text(json.dumps(event), encoding="utf-8")
    return path
