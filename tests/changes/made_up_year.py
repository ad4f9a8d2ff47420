"""A year of one customer as a Git repository: three people, branches, renames, and mistakes.

What people do at random touches records whose ids begin with `r`; each planted mistake has
records of its own, so that what has to be found is known.
"""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from onboardgen.agreements.canonical import digest_of
from onboardgen.agreements.content import Signed, content_of
from onboardgen.agreements.documents import as_bytes
from tests.changes.edits import Documents, documents, record, task, written
from tests.changes.made_up import (
    ACCESS,
    CUSTOMER,
    JO,
    MIA,
    SETTINGS,
    TOMAS,
    WORKSHEET,
    Files,
    account,
    change,
    sign,
)

START: Final = date(2026, 1, 5)
COMMITS: Final = 200
RENAMED_AT: Final = 120
SLUGS: Final = ("acme", "acme-industries")
Change = Callable[[Documents, str], None]
"""An edit of the documents on a day."""

_TASK = "  - {{id: {id}, title: {id}, stage: all, owner: {owner}{more}}}\n"
_PLAN = (
    "kickoff: 2026-01-05\ngo_live: {milestone: go-live}\nstages: [{id: all, name: All}]\ntasks:\n"
    + "".join(
        _TASK.format(id=id_, owner=owner, more=more)
        for id_, owner, more in (
            ("silent", "mia", ", due: 2026-10-01"),
            ("rewritten", "mia", ", due: 2026-10-01, moved: [{from: 2026-09-01, reason: legal}]"),
            ("reopened", "jo", ", due: 2026-01-05, done: 2026-01-05"),
            ("needed", "jo", ""),
            ("needing", "jo", ", needs: [needed]"),
            ("r0", "jo", ", due: 2026-06-01"),
            ("go-live", "mia", ", type: milestone, due: 2026-12-18"),
        )
    )
)
_ASKED = {"target": "setting:billing.footer", "current": "Thank you", "requested": "Goodbye"}


def _decision(title: str, supersedes: str | None = None, status: str = "accepted") -> str:
    more = f"supersedes: {supersedes}\n" if supersedes else ""
    return f"title: {title}\nstatus: {status}\ndate: 2026-01-05\nowner: mia\n{more}"


def _first() -> Files:
    yes = "[{by: jo, date: 2026-01-05, evidence: Mail}, {by: mia, date: 2026-01-05}]"
    change_ = change(**_ASKED, approved=yes).replace("2026-11-23", "2026-01-05")
    files = {
        "customer.yaml": CUSTOMER,
        "plan.yaml": _PLAN,
        "worksheet.yaml": WORKSHEET.replace("2026-11-09", "2026-01-05"),
        "access.yaml": ACCESS.replace("2026-11-02", "2026-01-05").replace("2026-11-19", START.isoformat()),
        "decisions/0101-edited.yaml": _decision("Edited"),
        "decisions/0102-deleted.yaml": _decision("Deleted"),
        "decisions/0103-forked.yaml": _decision("Forked"),
        "decisions/0104-fork.yaml": _decision("Fork", "0103-forked"),
        "decisions/0105-broken.yaml": _decision("Broken", "0101-edited"),
        "decisions/0106-ahead.yaml": _decision("Ahead", status="proposed"),
        "decisions/0107-late.yaml": _decision("Late", status="proposed"),
        "changes/0101-facts.yaml": change_,
        "changes/0102-taken.yaml": change_.replace("status: approved", "status: assessed"),
        "changes/0103-unproven.yaml": change_.replace(yes, "[]").replace("approved\n", "assessed\n"),
    }  # fmt: skip
    return sign(sign(files, "worksheet", "2026-01-05"), "plan", "2026-01-05")


def _set(start: str, **fields: object) -> Change:
    def edit(docs: Documents, day: str) -> None:
        record(docs, start).update(fields)

    return edit


def _lose(start: str, name: str) -> Change:
    def edit(docs: Documents, day: str) -> None:
        del record(docs, start)[name]

    return edit


def _of_task(id_: str, **fields: object) -> Change:
    def edit(docs: Documents, day: str) -> None:
        one = task(docs, id_)
        one.update(fields)
        for name in [name for name, value in one.items() if value is None]:
            del one[name]

    return edit


def _answered(id_: str, **fields: object) -> Change:
    def edit(docs: Documents, day: str) -> None:
        for one in docs["worksheet.yaml"]["sections"][0]["answers"]:
            if one["id"] == id_:
                one.update(fields)

    return edit


def _unproven(docs: Documents, day: str) -> None:
    record(docs, "changes/0103")["approved"] = [{"by": "jo", "date": day}]


def _forked(docs: Documents, day: str) -> None:
    docs["decisions/0109-second.yaml"] = {
        "title": "Second", "status": "accepted", "date": day, "owner": "mia",
        "supersedes": "0103-forked",
    }  # fmt: skip


def _without_needed(docs: Documents, day: str) -> None:
    tasks = docs["plan.yaml"]["tasks"]
    tasks[:] = [one for one in tasks if one["id"] != "needed"]


def _signature_lost(docs: Documents, day: str) -> None:
    docs["plan.yaml"]["signoffs"]["plan"]["signed"].pop(0)


def _signer_lost(docs: Documents, day: str) -> None:
    docs["plan.yaml"]["signoffs"]["plan"]["signers"] = ["mia"]


def _altered(docs: Documents, day: str) -> None:
    digest = docs["worksheet.yaml"]["signoffs"]["worksheet"]["signed"][0]["digest"]
    path = f"signed/{digest.removeprefix('sha256:')}.json"
    docs[path] = docs[path].replace("EUR", "CHF")


def _grant_lost(docs: Documents, day: str) -> None:
    grants = docs["access.yaml"]["grants"]
    grants[:] = [one for one in grants if one["id"] != "k3m8x2v9q4w7c1hd"]


def _grant_back(docs: Documents, day: str) -> None:
    for one in docs["access.yaml"]["grants"]:
        if one["id"] == "p6t0z5n8r2b4j9ye":
            del one["ended"]


PLANTED: Final[tuple[tuple[int, str, Change], ...]] = (
    (12, "OG813", _of_task("silent", due="2026-11-02")),
    (21, "OG814", _of_task("rewritten", moved=None)),
    (30, "OG815", _of_task("reopened", done=None)),
    (38, "OG804", _set("decisions/0101", title="Edited afterwards")),
    (47, "OG806", _forked),
    (55, "OG807", _lose("decisions/0105", "supersedes")),
    (62, "OG805", lambda docs, day: docs.__delitem__("decisions/0102-deleted.yaml")),
    (70, "OG818", _unproven),
    (79, "OG808", _set("changes/0101", reason="They never asked.")),
    (88, "OG809", _set("changes/0102", approved=[])),
    (96, "OG819", _set("decisions/0106", status="accepted", date="2026-12-30")),
    (104, "OG820", _set("decisions/0107", status="accepted", date="2026-02-02")),
    (112, "OG816", _without_needed),
    (128, "OG802", _answered("methods", question="Which ways to pay?")),
    (136, "OG801", _answered("currency", answer="GBP")),
    (147, "OG803", lambda docs, day: docs["worksheet.yaml"]["scope"]["excluded"].clear()),
    (156, "OG810", _signature_lost),
    (165, "OG811", _signer_lost),
    (173, "OG812", _altered),
    (182, "OG821", _grant_lost),
    (191, "OG822", _grant_back),
)


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
        return {
            f"plans/{self.slug}/{path}": text for path, text in {**self.texts, **self.notes}.items()
        }

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
    _answered("reminder", answer=year.rng.randint(1, 60))(year.docs, year.day)


def _ask(year: Year, author: str) -> None:
    asked = change(**_ASKED, status="submitted", approved="[]", by="jo" if author == JO else "mia")
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
    year = Year(rng=random.Random(7), docs=documents(_first()))
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
