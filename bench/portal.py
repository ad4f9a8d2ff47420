"""How heavy one portal is, and how long it takes to open: 150 tasks, told in words of their own.

Generated plans say the same few words again and again, which packs too well. Here every title,
answer, reason and guide is made of words drawn as people draw them: few often, many seldom.
"""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from bench.generate import AS_OF, Size, generate
from onboardgen.access.links import link_fragment
from onboardgen.access.portal_keys import KeyRing
from onboardgen.access.secret import Secret
from onboardgen.loading.loader import load_accesses, load_settings
from onboardgen.loading.source_tree import read_tree
from onboardgen.rendering.theme import load_theme
from onboardgen.site.sealing import SealedPortal
from onboardgen.workflows.look import organization_shell
from onboardgen.workflows.portals import CustomerInputs, Workshop, make_customer

TASKS = 150
BUDGET = 200_000
"""Bytes of `index.html`, the attachments beside it not counted."""
SIZE = Size(tasks=TASKS - 1, decisions=12, questions=60, guides=8)
ROOT = Secret(bytes(32))
SYLLABLES = ("ba", "co", "di", "en", "fa", "gri", "ho", "is", "ju", "ke", "lo", "mu", "na", "or")
ENDINGS = ("", "", "t", "r", "n", "ling", "tion", "ment", "s", "ed")
WORDS = 2000


@dataclass(frozen=True, slots=True)
class Prose:
    """Sentences of made-up words: one seed, the same sentences."""

    chance: random.Random = field(default_factory=lambda: random.Random(150))

    def words(self, count: int) -> str:
        vocabulary, weights = made_up()
        said = " ".join(self.chance.choices(vocabulary, weights, k=count))
        return said[0].upper() + said[1:]

    def sentences(self, words: int) -> str:
        return " ".join(f"{self.words(min(12, words - at))}." for at in range(0, words, 12))


@cache
def made_up() -> tuple[tuple[str, ...], tuple[float, ...]]:
    """The vocabulary and how often each word of it is used: the n-th, one n-th as often."""
    chance = random.Random(1)
    made: dict[str, None] = {}
    while len(made) < WORDS:
        length = chance.choice((1, 2, 2, 3))
        made["".join(chance.choices(SYLLABLES, k=length)) + chance.choice(ENDINGS)] = None
    return tuple(made), tuple(1 / (rank + 3) for rank in range(WORDS))


def write_workspace(root: Path) -> None:
    """A workspace of one customer whose plan has 150 tasks, go-live included."""
    generate(root, 1, size=SIZE)
    prose = Prose()
    for path in sorted((root / "plans").rglob("*")):
        if path.suffix in {".yaml", ".md"} and path.name not in {"access.yaml", "customer.yaml"}:
            text = path.read_text(encoding="utf-8")
            path.write_text(reworded(text, prose), encoding="utf-8", newline="\n")


def reworded(text: str, prose: Prose) -> str:
    """A file of the generator with words of its own; how to do it for three tasks in five."""
    rules: tuple[tuple[str, Callable[[], str]], ...] = (
        (r"^    how: \|\n(?:      .*\n|\n)+", str),
        (r"(?<=^    title: )(?!.*type: milestone).*", lambda: prose.words(6)),
        (r"(?<=question: ).*", lambda: f"{prose.words(9)}?"),
        (r"(?<=answer: ).*", lambda: prose.sentences(12)),
        (r"(?<=^context: ).*|(?<=^reason: ).*", lambda: prose.sentences(36)),
        (r"(?<=^title: ).*", lambda: prose.words(6)),
        (r"^Before you begin.*", lambda: "\n\n".join(prose.sentences(60) for _ in range(4))),
        (r"(?<=^    duration: \d)$", lambda: how(prose)),
    )
    for pattern, words in rules:
        text = re.sub(pattern, partial(_said, words), text, flags=re.MULTILINE)
    return text


def how(prose: Prose) -> str:
    return f"\n    how: {prose.sentences(24)}" if prose.chance.random() < 0.6 else ""


def _said(words: Callable[[], str], _: re.Match[str]) -> str:
    return words()


def sealed_portal(root: Path) -> SealedPortal:
    """The customer's portal of such a workspace, as it is published."""
    tree = read_tree(root)
    settings = load_settings(tree).settings
    assert settings
    theme = load_theme()
    workshop = Workshop(
        root=root,
        settings=settings,
        team_access=None,
        keys=KeyRing(ROOT),
        theme=theme,
        shell=organization_shell(settings, theme, demo=False),
        today=AS_OF,
        calibration=None,
    )
    made = make_customer(workshop, CustomerInputs(tree.customers[0]))
    (portal,) = made.portals
    return portal.sealed


def link_of(root: Path) -> str:
    """The fragment of the address that opens it without any stretching."""
    (access,) = load_accesses(read_tree(root)).values()
    key = KeyRing(ROOT).portal_key(access.portals[0])
    return link_fragment(key, next(one.id for one in access.grants if one.kind == "link"))


def print_weight() -> None:
    """The bytes of the page, as a part of what is allowed."""
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        write_workspace(root)
        page = len(sealed_portal(root).files["index.html"])
    print(f"\nA portal of {TASKS} tasks")
    print(f"  {'its page':<34}{page / BUDGET:>8.2f} × {'its budget':<18}{page:>8,} bytes")
