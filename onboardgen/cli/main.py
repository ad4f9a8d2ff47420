"""The command `onboardgen`: the table of verbs, and the one place that ends the process."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import NoReturn

import click

from onboardgen import __version__
from onboardgen.cli.actions_log import harmless_output
from onboardgen.cli.lazy import Entry, LazyGroup
from onboardgen.errors import OnboardgenError

COMMANDS = {
    "check": Entry("onboardgen.cli.check:check", "Find what is wrong, with file and line."),
    "build": Entry("onboardgen.cli.build:build", "Make the sealed portals."),
    "serve": Entry("onboardgen.cli.serve:serve", "Preview portals while you edit, unsealed."),
    "status": Entry("onboardgen.cli.status:status", "Tell how every account is, or one in full."),
    "next": Entry("onboardgen.cli.next:next_", "Tell what to move next, across all accounts."),
    "forecast": Entry("onboardgen.cli.forecast:forecast", "Tell when go-live will be, and why."),
    "deadlines": Entry("onboardgen.cli.deadlines:deadlines", "List what is late or due soon."),
    "calendar": Entry("onboardgen.cli.calendar:calendar", "Write open dates for calendars."),
    "digest": Entry("onboardgen.cli.digest:digest_", "Tell everybody what is asked of them."),
    "issues": Entry("onboardgen.cli.issues:issues", "Turn what is late into issues."),
    "calibrate": Entry("onboardgen.cli.calibrate:calibrate", "Learn how long things really take."),
    "move": Entry("onboardgen.cli.move:move", "Promise a task for another day."),
    "start": Entry("onboardgen.cli.start:start", "Record that work on a task began."),
    "done": Entry("onboardgen.cli.done:done", "Record that a task is finished."),
    "block": Entry("onboardgen.cli.block:block", "Record what stands in a task's way."),
    "unblock": Entry("onboardgen.cli.unblock:unblock", "Record that a task can go on."),
    "confirm": Entry("onboardgen.cli.confirm:confirm", "Record the owner's yes to a date."),
    "decide": Entry("onboardgen.cli.decide:decide", "Record a decision."),
    "change": Entry("onboardgen.cli.change:change", "Ask for, assess and approve changes."),
    "respond": Entry("onboardgen.cli.respond:respond", "Take in answers sent from portals."),
    "sign": Entry("onboardgen.cli.sign:sign", "Record a signature under worksheet or plan."),
    "access": Entry("onboardgen.cli.access:access", "Say who may open which portal."),
    "diff": Entry("onboardgen.cli.diff:diff", "Tell what a branch changes in the plans."),
    "history": Entry("onboardgen.cli.history:history", "Tell who changed what, and when."),
    "audit": Entry("onboardgen.cli.audit:audit", "Prove that nothing was changed silently."),
    "explain": Entry("onboardgen.cli.explain:explain", "Show what a finding means and its cure."),
    "leaks": Entry("onboardgen.cli.leaks:leaks", "Search a built site for anything readable."),
    "schema": Entry("onboardgen.cli.schema:schema", "Print the JSON Schema of a kind of file."),
    "doctor": Entry("onboardgen.cli.doctor:doctor", "Look whether everything around it works."),
    "completion": Entry("onboardgen.cli.completion:completion", "Print shell completion."),
}

HELP = """Onboarding plans as plain text that checks itself.

A workspace is a directory with onboardgen.yaml; each customer is a directory below plans/.

\b
  onboardgen check                 is everything as it should be?
  onboardgen serve                 look at a portal while you edit it
  onboardgen access grant acme jo  let Jo open ACME's portal
  onboardgen build                 make the sealed portals in _site/

Exit codes: 0 fine, 1 an error was found, 2 wrong usage, 3 the environment or a bug,
130 interrupted.
"""


@click.group(
    cls=LazyGroup,
    entries=COMMANDS,
    help=HELP,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
@click.version_option(__version__, prog_name="onboardgen", message="%(prog)s %(version)s")
@click.option(
    "-C",
    "--workspace",
    "start",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="Work as if started in this directory.",
)
@click.option("--no-color", is_flag=True, help="Plain text, also on a terminal.")
@click.pass_context
def main(ctx: click.Context, start: Path, no_color: bool) -> None:
    ctx.obj = start
    if no_color:
        os.environ["NO_COLOR"] = "1"


def run() -> NoReturn:
    """Run the command line and end the process with the exit code of the contract."""
    with harmless_output(os.environ):
        end_with_code()


def end_with_code() -> NoReturn:
    try:
        code = main.main(prog_name="onboardgen", standalone_mode=False)
    except click.exceptions.Exit as exit_:
        sys.exit(exit_.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted.", err=True)
        sys.exit(130)
    except OnboardgenError as error:
        click.echo(f"Error: {error.message}", err=True)
        if error.hint:
            click.echo(f"  {error.hint}", err=True)
        sys.exit(error.exit_code)
    except SystemExit:
        # click leaves this way only where whoever read our output has seen enough.
        sys.exit(0)
    except OSError as failure:
        place = f"{failure.filename}: " if failure.filename else ""
        click.echo(f"Error: {place}{failure.strerror or failure}.", err=True)
        click.echo("  The machine refused to read or write. Mend that, and run it again.", err=True)
        forget_output()
        sys.exit(3)
    except Exception:  # noqa: BLE001
        report_bug()
        sys.exit(3)
    sys.exit(code if isinstance(code, int) else 0)


def forget_output() -> None:
    """Let what could not be written go, so that Python does not try once more at its end."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def report_bug() -> None:
    """Keep the traceback in a file that can be pasted into a report; tell where it is."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="onboardgen-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        log.write(f"onboardgen {__version__}, Python {sys.version}\n\n{traceback.format_exc()}")
    click.echo(
        "Error: onboardgen met something it did not expect. This is a bug in onboardgen.\n"
        f"  The details are in {log.name}; please add them to your report.",
        err=True,
    )
