"""What tells one finding from all others, from one run to the next, wherever its line moves to."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

from onboardgen.findings import Finding

_LINE_NUMBER = re.compile(r"(?<=:)\d+|(?<=\bline )\d+")


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """SHA-256 (hex) over code, file, record and message without line numbers. Where several are
    alike, they are numbered in their order, so that each is told from the others."""
    seen: Counter[tuple[str, ...]] = Counter()
    made = []
    for finding in findings:
        what = _LINE_NUMBER.sub("", finding.message)
        alike = (finding.code.id, finding.location.path, finding.ref or "", what)
        seen[alike] += 1
        digest = hashlib.sha256()
        for part in (*alike, str(seen[alike])):
            raw = part.encode("utf-8", "surrogatepass")
            digest.update(len(raw).to_bytes(8, "big") + raw)
        made.append(digest.hexdigest())
    return made
