"""The key over everything a portal is made from: the same key, the same bytes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import onboardgen
from onboardgen import __version__
from onboardgen.loading.layout import CALIBRATION_FILE
from onboardgen.loading.source_tree import CustomerSource, SourceTree
from onboardgen.rendering.pages import RenderedPage
from onboardgen.views.portfolio import AccountRow
from onboardgen.workflows.portals import Workshop
from onboardgen.workspace import SETTINGS_FILE

SHAPING: Final = (
    "babel", "deflate", "holidays", "icalendar", "jinja2", "markdown", "markupsafe", "nh3",
    "pygments", "pymdown-extensions", "pyyaml", "rfc8785", "tzdata",
)  # fmt: skip
"""The packages that shape what stands in a portal."""


def shared_inputs(workshop: Workshop, tree: SourceTree) -> tuple[str, ...]:
    """What all customers' portals are made from, beside their own files."""
    settings = tree.file(SETTINGS_FILE)
    calibration = tree.file(CALIBRATION_FILE)
    return (
        tool_digest(),
        workshop.theme.digest,
        workshop.shell.digest,
        *(hashlib.sha256(one.data if one else b"").hexdigest() for one in (settings, calibration)),
        workshop.today.isoformat(),
    )


def customer_key(shared: Iterable[str], source: CustomerSource, history: str) -> str:
    """The key of one customer: the same inputs, the same portals. `history` is the key of its
    history, which says all that events are made of."""
    return _key(*shared, source.slug, source.digest, history)


def team_key(
    workshop: Workshop,
    shared: Iterable[str],
    rows: Iterable[AccountRow],
    pages: Mapping[str, RenderedPage],
) -> str:
    """The key of the team's portal, made of the accounts' lines and their own pages."""
    texts = (text for path in sorted(pages) for text in (path, pages[path].title, pages[path].html))
    return _key(*shared, repr(workshop.team_access), repr(tuple(rows)), *texts)


def _key(*inputs: str) -> str:
    digest = hashlib.sha256()
    for item in inputs:
        raw = item.encode()
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()


@cache
def tool_digest() -> str:
    """The tool and the packages that shape its output: SHA-256 over code and versions, hex."""
    package = Path(onboardgen.__file__).parent
    digest = hashlib.sha256(__version__.encode())
    for path in sorted(_shaping_files(package)):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for name in SHAPING:
        digest.update(f"{name} {_version(name)}\n".encode())
    return digest.hexdigest()


def _shaping_files(package: Path) -> Iterator[Path]:
    """Code and catalogues; what only `explain` prints stands in hundreds of other directories."""
    for folder, folders, names in os.walk(package):
        folders[:] = [name for name in folders if name not in {"explanations", "__pycache__"}]
        yield from (Path(folder, name) for name in names if name.endswith((".py", ".mo", ".po")))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
