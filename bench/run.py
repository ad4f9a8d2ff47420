"""`make bench`: what the commands cost, as ratios measured in one run on this machine.

Every figure is the cost of a whole process, the median of several runs where a run is short; but
forecasts and simulations are measured in this process (`bench/forecast.py`), and so are the bytes
of a portal (`bench/portal.py`); the browser measures how long it takes to open.
Seconds are printed beside the ratios for orientation; only the ratios are meant to be compared.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.forecast import print_forecasts
from bench.generate import AS_OF, generate
from bench.history import generate_history
from bench.opening import print_opening
from bench.portal import print_weight

ROOT_KEY_FILE = ".onboardgen/root.key"


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall-clock seconds and peak memory (MiB, the largest process) of one run of a command."""

    seconds: float
    mebibytes: float


@dataclass(frozen=True, slots=True)
class Figures:
    customers: int
    cold: Cost
    unstretched: Cost
    unchanged: Cost
    edited: Cost
    check: Cost


def run(command: list[str], directory: Path) -> Cost:
    """Run a command to its end; CalledProcessError where it fails."""
    environment = {
        name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ
    }
    begin = time.perf_counter()
    child = subprocess.Popen(command, cwd=directory, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - begin
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    return Cost(seconds, usage.ru_maxrss / 1024)


def median(times: int, measure: Callable[[], Cost]) -> Cost:
    costs = [measure() for _ in range(times)]
    return Cost(
        statistics.median(cost.seconds for cost in costs),
        max(cost.mebibytes for cost in costs),
    )


def onboardgen(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "onboardgen", *arguments]


def measure(customers: int) -> Figures:
    """All figures for one generated workspace."""
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        generate(root, customers)
        subprocess.run(
            onboardgen("access", "init"), cwd=root, check=True, stdout=subprocess.DEVNULL
        )
        build = onboardgen("build", "--today", AS_OF.isoformat())
        cold = run(build, root)
        shutil.rmtree(root / "_site")
        shutil.rmtree(root / ".onboardgen/cache/builds", ignore_errors=True)
        unstretched = run(build, root)
        unchanged = median(3, lambda: run(build, root))
        edit(root)
        edited = run(build, root)
        check = median(3, lambda: run(onboardgen("check"), root))
    return Figures(customers, cold, unstretched, unchanged, edited, check)


def edit(root: Path) -> None:
    plan = root / "plans/customer-0003/plan.yaml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("title: Go-live,", "title: The great day,"), encoding="utf-8")


def print_figures(figures: Figures, help_: Cost) -> None:
    def row(name: str, cost: Cost, base: Cost, of: str) -> None:
        ratio = cost.seconds / base.seconds
        print(
            f"  {name:<34}{ratio:>8.2f} × {of:<18}{cost.seconds:>8.2f} s{cost.mebibytes:>7.0f} MiB"
        )

    print(f"\n{figures.customers} customers")
    row("cold build", figures.cold, help_, "--help")
    row("cold build, keys already stretched", figures.unstretched, figures.cold, "cold build")
    row("second build, nothing changed", figures.unchanged, figures.cold, "cold build")
    row("rebuild after one edit", figures.edited, figures.cold, "cold build")
    row("check", figures.check, figures.cold, "cold build")


def print_history(commits: int, decisions: int) -> None:
    """What `history` costs, as a multiple of one `git log --raw` over the same commits."""
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory) / "repository"
        generate_history(root, commits, decisions)
        log = median(5, lambda: run(["git", "log", "--raw", "-z", "HEAD"], root))
        one = ("history", "customer-0003")
        customer = median(5, lambda: run(onboardgen(*one), root))
        record = median(5, lambda: run(onboardgen(*one, "decision:0003-matter"), root))
    print(f"\nHistory of {commits:,} commits, {decisions:,} decisions, 10 customers")
    for name, cost in (("history of a customer", customer), ("history of a decision", record)):
        ratio = cost.seconds / log.seconds
        print(f"  {name:<34}{ratio:>8.2f} × {'git log --raw':<18}{cost.seconds:>8.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, nargs="+", default=[10, 100])
    chosen = parser.parse_args()
    here = Path.cwd()
    python = median(5, lambda: run([sys.executable, "-c", "import click"], here))
    help_ = median(5, lambda: run(onboardgen("--help"), here))
    print("Start-up")
    print(f"  onboardgen --help{help_.seconds / python.seconds:>25.2f} × python with click")
    print(f"  {'':<43}{help_.seconds:.2f} s, {help_.mebibytes:.0f} MiB")
    all_figures = [measure(customers) for customers in chosen.customers]
    for figures in all_figures:
        print_figures(figures, help_)
    print_history(5_000, 1_500)
    print_forecasts()
    print_weight()
    print_opening()
    if len(all_figures) > 1:
        first, last = all_figures[0], all_figures[-1]
        more = last.customers / first.customers
        print(f"\n{more:.0f} times the customers cost")
        for name in ("cold", "unstretched", "unchanged", "edited", "check"):
            ratio = getattr(last, name).seconds / getattr(first, name).seconds
            print(f"  {name:<34}{ratio:>8.2f} ×")


if __name__ == "__main__":
    main()
