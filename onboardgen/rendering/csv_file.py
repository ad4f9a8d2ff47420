"""Tables as CSV files (RFC 4180) that a spreadsheet opens as text and never as formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

BOM: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it, spreadsheets do not take the file for UTF-8."""
_FORMULA = re.compile(r"^(?=[=+\-@\t\r\n＝＋－＠])|(?<=;)(?=[=+\-@＝＋－＠])")
_BREAK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]*[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]\s*")


def csv_file(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A header and rows of texts: UTF-8 with a byte-order mark, CRLF, every cell in quotes."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([cell(one) for one in header])
    writer.writerows([cell(one) for one in row] for row in rows)
    return (BOM + text.getvalue()).encode("utf-8", "replace")


def cell(text: str) -> str:
    """The text on one line. Where a spreadsheet would begin a formula, an apostrophe says that it
    is none: at the start, and behind semicolons, which part cells where commas part decimals."""
    return _BREAK.sub(" ", _FORMULA.sub("'", text))
