"""`onboardgen audit`: its verbs, each imported when it is called."""

from __future__ import annotations

import click

from onboardgen.cli.lazy import Entry, LazyGroup

VERBS = {
    "verify": Entry(
        "onboardgen.cli.audit_verify:verify", "Replay every rule of change, commit by commit."
    ),
    "checkpoint": Entry(
        "onboardgen.cli.audit_checkpoint:checkpoint", "Record which commit history ends with."
    ),
    "export": Entry("onboardgen.cli.audit_export:export", "Write the evidence of one customer."),
    "settings": Entry(
        "onboardgen.cli.audit_settings:settings", "Tell what was reconfigured after sign-off."
    ),
}


@click.group(cls=LazyGroup, entries=VERBS)
def audit() -> None:
    """Prove from Git who decided what, and that nothing was changed silently.

    Everything is read from the commits, so a clone with the whole history is enough, and nobody's
    word is needed. A shallow clone exits with 3.
    """
