"""The sentences of the forms: each is said somewhere, and none is missing."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from onboardgen.model.plan import Reason
from onboardgen.rendering.form_messages import form_messages
from onboardgen.rendering.shell_messages import open_messages
from onboardgen.rendering.theme import load_theme
from onboardgen.responses.said import KINDS

SCRIPTS = ("fields", "kinds", "forms", "outbox", "answers")
BUILT = re.compile(r"say\(`([^`]*)`")
"""Sentences whose keys are put together: `reason_${value}`."""


@pytest.fixture(scope="module")
def script() -> str:
    return "".join(load_theme().read_text(f"scripts/{name}.js") for name in SCRIPTS)


def test_every_sentence_is_said_and_every_one_that_is_said_is_there(script: str) -> None:
    built = [re.sub(r"\\\$\\{[^}]*\\}", r"\\w+", re.escape(key)) for key in BUILT.findall(script)]
    patterns = [re.compile(key.replace(r"\{", "{").replace(r"\}", "}")) for key in built]
    known = form_messages(str).keys()
    unsaid = {
        key
        for key in known
        if f"'{key}'" not in script and not any(one.fullmatch(key) for one in patterns)
    }
    assert unsaid == set()
    said = set(re.findall(r"\bsay\('(\w+)'", script))
    assert said <= known | open_messages(str).keys()


def test_every_kind_of_answer_has_a_button_a_title_and_a_form(script: str) -> None:
    known = form_messages(str)
    for kind in KINDS:
        assert f"{kind}_button" in known
        assert f"{kind}_title" in known
        assert f"\n  {kind}: {{" in script


def test_the_reasons_are_those_of_the_contract(script: str) -> None:
    offered = re.search(r"const REASONS = \[(.*?)\]", script, re.DOTALL)
    assert offered
    assert sorted(re.findall(r"'(\w+)'", offered[1])) == sorted(get_args(Reason))
    assert {f"reason_{one}" for one in get_args(Reason)} <= form_messages(str).keys()
