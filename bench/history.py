"""Generated histories for the bench: many commits over many decisions, always the same bytes.

The repository is written by one `git fast-import`; branches are merged now and then.
"""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

CUSTOMERS = 10
SETTINGS = """format: 1
organization: {name: Bench Billing}
team: {mia: {name: Mia Keller, email: mia@bench.example}}
"""
CUSTOMER = "name: Customer\ncontacts: {jo: {name: Jo Lind, email: jo@bench.example}}\n"
BEGIN = 1_767_225_600
"""2026-01-01 in seconds since 1970; each commit is ten minutes later than the one before."""


def generate_history(root: Path, commits: int, decisions: int, seed: int = 1) -> None:
    """Make `root` a repository of so many commits that write and change so many decisions."""
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "--quiet", "--initial-branch", "main")
    stream = "".join(history(commits, decisions, random.Random(seed)))
    git(root, "fast-import", "--quiet", standard_input=stream.encode())
    git(root, "reset", "--quiet", "--hard", "main")


def git(root: Path, *arguments: str, standard_input: bytes = b"") -> None:
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    subprocess.run(["git", *arguments], cwd=root, input=standard_input, env=environment, check=True)


def history(commits: int, decisions: int, chance: random.Random) -> Iterator[str]:
    """The stream of `git fast-import`: every tenth commit begins a branch that is merged again."""
    yield commit(1, {"onboardgen.yaml": SETTINGS} | dict(customers()))
    paths = [path(number) for number in range(decisions)]
    side = 0
    for mark in range(2, commits + 1):
        number = mark - 2 if mark - 2 < decisions else chance.randrange(decisions)
        changed = {paths[number]: decision(number, chance)}
        if side:
            yield commit(mark, changed, mark - 2, side)
            side = 0
        elif mark % 10 == 0 and mark < commits:
            yield commit(mark, changed, mark - 1, branch="side")
            side = mark
        else:
            yield commit(mark, changed, mark - 1)


def customers() -> Iterator[tuple[str, str]]:
    for number in range(CUSTOMERS):
        yield f"plans/customer-{number:04d}/customer.yaml", CUSTOMER


def path(number: int) -> str:
    return f"plans/customer-{number % CUSTOMERS:04d}/decisions/{number:04d}-matter.yaml"


def decision(number: int, chance: random.Random) -> str:
    status = chance.choice(("proposed", "accepted", "rejected"))
    return f"""title: Matter {number}
status: {status}
date: 2026-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}
owner: jo
context: |
  What is known on the day it is written, in one sentence of some length, and then
  what follows from it, which is number {chance.randrange(10_000)} of many.
decision: Option {chance.randrange(5)}
reason: It costs least over {chance.randrange(9) + 1} years.
alternatives:
  - option: Another one
    why_not: It costs more
settings:
  billing.base_currency: {chance.choice(("EUR", "GBP", "CHF"))}
  billing.cycle_{number}: {chance.randrange(30)}
approved: [{{by: jo, date: 2026-02-01}}, {{by: mia, date: 2026-02-02}}]
"""


def commit(mark: int, files: dict[str, str], *parents: int, branch: str = "main") -> str:
    """One commit of the stream, upon its parents, which are marks."""
    who = ("Mia Keller <mia@bench.example>", "Jo Lind <jo@bench.example>")[mark % 2]
    message = f"Change {mark}"
    lines = [
        f"commit refs/heads/{branch}",
        f"mark :{mark}",
        f"author {who} {BEGIN + 600 * mark} +0100",
        f"committer {who} {BEGIN + 600 * mark} +0100",
        f"data {len(message)}\n{message}",
        *(f"{'merge' if place else 'from'} :{parent}" for place, parent in enumerate(parents)),
        *(
            f"M 100644 inline {name}\ndata {len(text.encode())}\n{text}"
            for name, text in files.items()
        ),
    ]
    return "\n".join(lines) + "\n"
