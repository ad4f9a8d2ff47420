"""`onboardgen serve`."""

from __future__ import annotations

import threading
import webbrowser
from datetime import date
from pathlib import Path

import click

from onboardgen.cli.values import DAY
from onboardgen.workflows.serve import DEFAULT_PORT, ServeRequest, serving
from onboardgen.workspace import find_workspace


@click.command()
@click.option(
    "--port",
    metavar="PORT",
    type=click.IntRange(0, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="Port on 127.0.0.1; 0 takes any that is free.",
)
@click.option("--today", type=DAY, help="Preview as of this day instead of today.")
@click.option("--open", "opens", is_flag=True, help="Open the list of previews in a browser.")
@click.pass_obj
def serve(start: Path, port: int, today: date | None, opens: bool) -> None:
    """Preview all portals in a browser while you edit, unsealed, on this machine only.

    Pages follow the files within a second and show what is wrong with them. No key is needed,
    nothing is written. Ctrl-C ends it.
    """
    request = ServeRequest(find_workspace(start), port, today)
    with serving(request) as address:
        click.echo(f"Previews at {address} (unsealed, this machine only; Ctrl-C ends it)")
        if opens:
            webbrowser.open(address)
        threading.Event().wait()
