"""A year of one customer as a Git repository: three people, branches, renames, and mistakes.

What people do at random touches records whose ids begin with `r`; each planted mistake has
records of its own, so that what has to be found is known.
"""

from __future__ import annotations

import random
import subprocess
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from onboardgen.agreements.canonical import digest_of
from onboardgen.agreements.content import Signed, content_of
from onboardgen.agreements.documents import as_bytes
from tests.changes.documents import Documents, documents, written
from tests.changes.made_up import JO, MIA, SETTINGS, TOMAS, account, change
from tests.changes.planted import ASKED, FIRST_DAY, PLANTED, answered, first_day

START: Final = date.fromisoformat(FIRST_DAY)
COMMITS: Final = 200
RENAMED_AT: Final = 120
SLUGS: Final = ("acme", "acme-industries")


@dataclass
class Year:
    """The state of the customer and the stream for `git fast-import`."""

    rng: random.Random
    docs: Documents
    slug: str = SLUGS[0]
    texts: dict[str, str] = field(default_factory=dict)
    stream: list[bytes] = field(default_factory=list)
    marks: int = 0
    proposed: int = 0
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def day(self) -> str:
        return (START + timedelta(days=self.marks * 350 // COMMITS)).isoformat()

    def commit(self, author: str, parents: tuple[int, ...], branch: str = "main") -> int:
        """Write the whole state as one commit; its mark."""
        day = self.day
        self.marks += 1
        self._render()
        noon = datetime.fromisoformat(f"{day}T12:00:00+00:00")
        who = f"{author} {int(noon.timestamp())} +0000".encode()
        message = f"Commit {self.marks}".encode()
        lines = [
            b"commit refs/heads/%s" % branch.encode(), b"mark :%d" % self.marks,
            b"author %s" % who, b"committer %s" % who,
            b"data %d" % len(message), message,
        ]  # fmt: skip
        for verb, parent in zip((b"from", b"merge", b"merge"), parents, strict=False):
            lines.append(b"%s :%d" % (verb, parent))
        lines.append(b"deleteall")
        for path, text in {"onboardgen.yaml": SETTINGS, **self._paths()}.items():
            data = text.encode()
            lines += [b"M 100644 inline %s" % path.encode(), b"data %d" % len(data), data]
        self.stream.append(b"\n".join(lines) + b"\n")
        return self.marks

    def _render(self) -> None:
        """Only what changed is written anew, formatted in some way."""
        seed = self.rng.randrange(2**32)
        kept = {
            path: text
            for path, text in self.texts.items()
            if path in self.docs and documents({path: text})[path] == self.docs[path]
        }
        fresh = {path: doc for path, doc in self.docs.items() if path not in kept}
        self.texts = {**kept, **written(fresh, seed)}

    def _paths(self) -> dict[str, str]:
        files = {**self.texts, **self.notes}
        return {f"plans/{self.slug}/{path}": text for path, text in files.items()}

    def something(self, author: str) -> None:
        """Something lawful, as happens in a project."""
        self.rng.choice(STEPS)(self, author)

    def tasks(self) -> list[dict[str, Any]]:
        return [
            one
            for one in self.docs["plan.yaml"]["tasks"]
            if one["id"].startswith("r") and one["id"] not in ("rewritten", "reopened")
        ]

    def open_task(self) -> dict[str, Any]:
        """A task that is not done, made where there is none."""
        waiting = [one for one in self.tasks() if "done" not in one]
        if not waiting:
            _add_task(self, MIA)
            waiting = [one for one in self.tasks() if "done" not in one]
        return self.rng.choice(waiting)


def _add_task(year: Year, author: str) -> None:
    due = (date.fromisoformat(year.day) + timedelta(days=30)).isoformat()
    tasks = year.docs["plan.yaml"]["tasks"]
    tasks.append(
        {
            "id": f"r{len(tasks)}x{year.marks}",
            "title": "More",
            "stage": "all",
            "owner": year.rng.choice(["jo", "mia"]),
            "due": due,
        }
    )


def _move(year: Year, author: str) -> None:
    one = year.open_task()
    due = date.fromisoformat(one["due"]) + timedelta(days=year.rng.randint(5, 20))
    one["moved"] = [*one.get("moved", []), {"from": one["due"], "reason": "technical"}]
    one["due"] = due.isoformat()
    one.pop("confirmed", None)


def _move_a_little(year: Year, author: str) -> None:
    one = year.open_task()
    one["due"] = (date.fromisoformat(one["due"]) + timedelta(days=1)).isoformat()


def _finish(year: Year, author: str) -> None:
    year.open_task()["done"] = year.day


def _confirm(year: Year, author: str) -> None:
    one = year.open_task()
    one["confirmed"] = {"by": one["owner"], "date": year.day}


def _propose(year: Year, author: str) -> None:
    year.proposed += 1
    number = 200 + year.proposed
    year.docs[f"decisions/0{number}-idea.yaml"] = {
        "title": f"Idea {number}", "status": "proposed", "date": year.day, "owner": "mia",
    }  # fmt: skip


def _ideas(year: Year, status: str) -> list[str]:
    return [
        path
        for path, doc in year.docs.items()
        if path.startswith("decisions/02") and doc["status"] == status
    ]


def _accept(year: Year, author: str) -> None:
    ideas = _ideas(year, "proposed")
    if ideas:
        proof = {} if author == JO else {"evidence": "Mail"}
        year.docs[year.rng.choice(ideas)] |= {
            "status": "accepted", "date": year.day,
            "approved": [{"by": "jo", "date": year.day, **proof}],
        }  # fmt: skip
    else:
        _propose(year, author)


def _rename_decision(year: Year, author: str) -> None:
    ideas = _ideas(year, "accepted")
    if ideas:
        old = year.rng.choice(ideas)
        new = f"{old[:14]}-called-{year.marks}.yaml"
        year.docs[new] = year.docs.pop(old)
        year.texts[new] = year.texts.pop(old, "{}")
    else:
        _note(year, author)


def _note(year: Year, author: str) -> None:
    year.notes[f"notes/{year.day}.md"] = f"Call of {year.day} {year.marks}\n"


def _grant(year: Year, author: str) -> None:
    id_ = "".join(year.rng.choices("0123456789abcdefghjkmnpqrstvwxyz", k=16))
    year.docs["access.yaml"]["grants"].append(
        {"id": id_, "person": "lena", "kind": "link", "granted": {"by": "mia", "date": year.day}}
    )


def _end_grant(year: Year, author: str) -> None:
    old = ("k3m8x2v9q4w7c1hd", "p6t0z5n8r2b4j9ye")
    for one in year.docs["access.yaml"]["grants"]:
        if one["id"] not in old and "ended" not in one:
            one["ended"] = year.day
            return
    _grant(year, author)


def _answer(year: Year, author: str) -> None:
    answered("reminder", answer=year.rng.randint(1, 60))(year.docs, year.day)


def _ask(year: Year, author: str) -> None:
    asked = change(**ASKED, status="submitted", approved="[]", by="jo" if author == JO else "mia")
    path = f"changes/0{300 + year.marks}-wish.yaml"
    year.docs.update(documents({path: asked.replace("2026-11-23", year.day)}))


def _sign_plan(year: Year, author: str) -> None:
    _signed_anew(year, "plan", author)


def _signed_anew(year: Year, name: Signed, author: str) -> None:
    data = as_bytes(content_of(account(written(year.docs, 0)), name))
    mark = digest_of(data)
    year.docs[f"signed/{mark.removeprefix('sha256:')}.json"] = data.decode()
    person = "jo" if author == JO else "mia"
    year.docs[f"{name}.yaml"]["signoffs"][name]["signed"].append(
        {
            "by": person,
            "date": year.day,
            "digest": mark,
            **({} if author != TOMAS else {"evidence": "Receipt"}),
        }
    )


STEPS: Final = (
    _add_task, _move, _move_a_little, _finish, _confirm, _propose, _accept, _accept, _note,
    _grant, _end_grant, _answer, _ask, _rename_decision, _sign_plan,
)  # fmt: skip


@dataclass(frozen=True)
class Played:
    """The repository of the year, and what has to be found: codes by mark, of the main line."""

    root: Path
    main: tuple[str, ...]
    planted: dict[str, str]


def play(root: Path) -> Played:
    """Make the repository. Every eighth commit is the merge of a branch of two."""
    year = Year(rng=random.Random(7), docs=documents(first_day()))
    last = year.commit(MIA, ())
    main, planted = [last], {}
    waiting = list(PLANTED)
    while year.marks < COMMITS:
        author = year.rng.choice((MIA, MIA, TOMAS, JO))
        if year.marks >= RENAMED_AT and year.slug == SLUGS[0]:
            year.slug = SLUGS[1]
        elif waiting and year.marks + 1 >= waiting[0][0]:
            _, code, edit = waiting.pop(0)
            edit(year.docs, year.day)
            branch = len(waiting) % 3 == 0
            last = _branched(year, last) if branch else year.commit(MIA, (last,))
            main.append(last)
            planted[str(last)] = code
            continue
        elif year.marks % 8 == 0:
            year.something(author)
            last = _branched(year, last, author)
            main.append(last)
            continue
        else:
            year.something(author)
        last = year.commit(author, (last,))
        main.append(last)
    return _imported(root, year, main, planted)


def _branched(year: Year, last: int, author: str = MIA) -> int:
    """What changed comes on a branch, with a second commit, and is merged by somebody else."""
    first = year.commit(author, (last,), branch="side")
    _note(year, author)
    second = year.commit(author, (first,), branch="side")
    return year.commit(TOMAS, (last, second))


def _imported(root: Path, year: Year, main: list[int], planted: dict[str, str]) -> Played:
    root.mkdir(parents=True, exist_ok=True)
    git = ["git", "-C", str(root)]
    subprocess.run([*git, "init", "-q", "--initial-branch", "main"], check=True)
    stream = b"".join(year.stream)
    marks = root / ".git/marks"
    subprocess.run(
        [*git, "fast-import", "--quiet", f"--export-marks={marks}"], input=stream, check=True
    )
    hashes = dict(line[1:].split() for line in marks.read_text().splitlines())
    subprocess.run([*git, "reset", "-q", "--hard", "main"], check=True)
    return Played(
        root=root,
        main=tuple(hashes[str(mark)] for mark in main),
        planted={hashes[mark]: code for mark, code in planted.items()},
    )
