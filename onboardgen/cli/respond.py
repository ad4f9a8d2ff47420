"""`onboardgen respond`: what people answer from a portal."""

from __future__ import annotations

import click

from onboardgen.cli.lazy import Entry, LazyGroup

VERBS = {
    "import": Entry(
        "onboardgen.cli.respond_import:import_", "Put answers from portals on a branch."
    ),
}


@click.group(cls=LazyGroup, entries=VERBS)
def respond() -> None:
    """Take in what people answer from their portal."""
