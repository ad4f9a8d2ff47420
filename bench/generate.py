"""Workspaces of any size, the same bytes for the same numbers.

`python -m bench.generate DIR --customers 100` writes one that `onboardgen check` has no error
for. Everything is drawn from a seeded generator; nothing depends on clock, host or hash order.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

AS_OF = date(2026, 12, 1)
STAGES = ("handoff", "kickoff", "scoping", "configuration", "integration", "validation", "go-live")
VERBS = ("Agree on", "Export", "Review", "Map", "Approve", "Test", "Configure", "Document")
THINGS = (
    "the customer list", "the tax registrations", "the price book", "the sandbox webhook",
    "the role matrix", "the chart of accounts", "the invoice layout", "the dunning texts",
    "the identity connection", "the network allow-list", "the payment terms", "the open items",
)  # fmt: skip
CATEGORIES = ("configuration", "integration", "data_migration", "validation", "it_approval")
NAMES = ("Amberly", "Birch", "Cobalt", "Dunmore", "Elmsworth", "Farrow", "Glenside", "Harbour")
TRADES = ("Freight", "Clinics", "Foods", "Press", "Optics", "Textiles", "Energy", "Toys")
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


@dataclass(frozen=True, slots=True)
class Size:
    """How large each generated customer is."""

    tasks: int = 40
    decisions: int = 6
    questions: int = 24
    guides: int = 3


def generate(root: Path, customers: int, seed: int = 1, size: Size = Size()) -> None:
    """Write a whole workspace of `customers` customers below `root`, which must be empty."""
    root.mkdir(parents=True, exist_ok=True)
    write(root / "onboardgen.yaml", settings())
    for number in range(customers):
        chance = random.Random(f"{seed}/{number}")
        customer(root / "plans" / f"customer-{number:04d}", number, chance, size)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def settings() -> str:
    return """format: 1
organization: {name: Bench Billing, timezone: Europe/Berlin, calendar: {country: DE}}
team:
  mia: {name: Mia Keller, role: Implementation manager, email: mia@bench.example}
  sam: {name: Sam Ortiz, role: Integration engineer, email: sam@bench.example, escalate_to: mia}
portal: {iterations: 600000}
"""


def customer(directory: Path, number: int, chance: random.Random, size: Size) -> None:
    name = f"{NAMES[number % 8]} {TRADES[number // 8 % 8]} {number}"
    write(directory / "customer.yaml", customer_text(name, chance))
    write(directory / "plan.yaml", plan(chance, size))
    write(directory / "worksheet.yaml", worksheet(size))
    for index in range(1, size.decisions + 1):
        write(directory / "decisions" / f"{index:04d}-choice-{index}.yaml", decision(index))
    for index in range(1, size.guides + 1):
        write(directory / "guides" / f"guide-{index}.md", guide(index))
    write(directory / "access.yaml", access(chance))


def customer_text(name: str, chance: random.Random) -> str:
    return f"""name: {name}
tier: {chance.choice(("low", "medium", "high"))}
contacts:
  jo: {{name: Jo Lind, role: Lead, function: lead, email: jo@customer.example}}
  lena: {{name: Lena Brandt, role: Finance, function: finance, email: lena@customer.example}}
outcomes:
  - {{id: o1, text: Invoices go out on the first working day, target: 1}}
"""


def plan(chance: random.Random, size: Size) -> str:
    lines = ["kickoff: 2026-09-07", "go_live: {milestone: go-live}"]
    lines += ["defaults: {counterpart: mia}", "stages:"]
    lines += [f"  - {{id: {stage}, name: {stage.capitalize()}}}" for stage in STAGES]
    lines.append("tasks:")
    for index in range(size.tasks):
        lines += task(index, chance, size)
    lines.append(
        "  - {id: go-live, title: Go-live, type: milestone, stage: go-live, owner: mia, "
        f"counterpart: jo, needs: [task-{size.tasks - 1}], due: 2027-03-05}}"
    )
    return "\n".join(lines) + "\n"


def task(index: int, chance: random.Random, size: Size) -> list[str]:
    due = workday(date(2026, 9, 14) + timedelta(days=index * 160 // size.tasks))
    lines = [
        f"  - id: task-{index}",
        f"    title: {chance.choice(VERBS)} {chance.choice(THINGS)} ({index})",
        f"    stage: {STAGES[index * len(STAGES) // size.tasks]}",
        f"    category: {chance.choice(CATEGORIES)}",
        f"    owner: {chance.choice(('jo', 'lena', 'mia', 'sam'))}",
        f"    counterpart: {chance.choice(('mia', 'jo'))}",
        f"    duration: {chance.randint(1, 8)}",
        f"    due: {due}",
    ]
    if index:
        lines.append(f"    needs: [task-{max(0, index - chance.randint(1, 4))}]")
    if due < AS_OF - timedelta(days=4):
        lines.append(f"    done: {due}")
    if index % 4 == 0:
        lines += ["    how: |", f"      Follow [guide 1](guide:guide-1), **step {index}**:", ""]
        lines += ["      1. Open the page.", "      2. Check the figures.", "      3. Tell us."]
    return lines


def workday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def worksheet(size: Size) -> str:
    lines = ["sections:"]
    for section in range(max(1, size.questions // 6)):
        lines += [f"  - id: section-{section}", f"    title: Topic {section}", "    owner: lena"]
        lines.append("    answers:")
        for index in range(6):
            lines.append(f"      - id: question-{index}")
            lines.append(f"        question: What holds for point {index}?")
            lines.append(f"        answer: It is {index} of {section}")
            lines.append("        required: true")
    lines += ["scope:", "  included: [{id: s1, text: One pricing plan}]"]
    lines += ["  excluded: [{id: x1, text: Historic invoices}]"]
    return "\n".join(lines) + "\n"


def decision(index: int) -> str:
    return f"""title: Topic {index} is handled the standard way
status: accepted
date: 2026-10-{index:02d}
owner: mia
context: There were two ways to handle topic {index}.
decision: We take the standard way.
reason: It needs no upkeep.
alternatives: [{{option: A way of its own, why_not: It has to be maintained}}]
decided_by: jo
approved: [{{by: jo, date: 2026-10-{index:02d}}}, {{by: mia, date: 2026-10-{index:02d}}}]
"""


def guide(index: int) -> str:
    return f"""---
title: How to do step {index}
---
Before you begin, have the export at hand.

| Field | Meaning |
|---|---|
| id | The number of the customer |
| name | The name on the invoice |

- [ ] Open the page
- [ ] Check the figures

```
GET /v1/customers?page={index}
```
"""


def access(chance: random.Random) -> str:
    def token(length: int) -> str:
        return "".join(chance.choice(ALPHABET) for _ in range(length))

    granted = "granted: {by: mia, date: 2026-09-07}"
    return f"""portals:
  customer: {{id: {token(26)}, key: {token(26)}}}
grants:
  - {{id: {token(16)}, person: jo, kind: passphrase, {granted}}}
  - {{id: {token(16)}, person: lena, kind: link, {granted}}}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--customers", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    generate(chosen.directory, chosen.customers, chosen.seed)


if __name__ == "__main__":
    main()
