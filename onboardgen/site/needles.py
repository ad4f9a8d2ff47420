"""The strings to look for, in an index that finds any of thousands in one pass."""

from __future__ import annotations

import hashlib
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final, Literal

from onboardgen.site.surfaces import Surface

SHORTEST = 6
SHORTEST_NAME = 4
FEWEST_IN_A_SENTENCE = 3
BEGINNINGS: Final[Mapping[int, Literal["Q", "I"]]] = {8: "Q", 4: "I"}
ALGORITHMS = {
    algorithm: getattr(hashlib, algorithm)
    for algorithm in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b", "blake2s")
}
_BETWEEN = re.compile(r"[\W_]+")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True, slots=True)
class WorkspaceString:
    """A text that must not be published unsealed, and the place it comes from.

    `where` is a file with line; `name` tells the name of somebody from other texts.
    """

    text: str
    where: str
    name: bool = False

    def __str__(self) -> str:
        line = " ".join(self.text.split())
        shown = line if len(line) <= 60 else line[:57] + "…"
        return f'"{shown}" ({self.where})'


@dataclass(frozen=True, slots=True)
class Needles:
    """Strings by their first 8 bytes (or 4, where they are shorter), short names by word, digests
    by their first 8 bytes. Bytes are numbers here, because those are met with quickest."""

    texts: dict[int, dict[int, list[tuple[bytes, WorkspaceString]]]]
    words: dict[bytes, WorkspaceString]
    digests: dict[int, tuple[str, WorkspaceString]]

    def found_in(self, surface: Surface) -> Iterator[tuple[str, WorkspaceString]]:
        """Form and string of everything that stands in a surface."""
        text = normal(surface.data.decode("utf-8", "replace"))
        for size, by_beginning in self.texts.items():
            for beginning in by_beginning.keys() & _beginnings(text, size):
                for needle, string in by_beginning[beginning]:
                    if needle in text:
                        yield surface.form or "plain", string
        if not surface.guessed:
            for word in self.words.keys() & set(text.split(b" ")):
                yield surface.form or "plain", self.words[word]
        for beginning in self.digests.keys() & _beginnings(surface.data, 8):
            algorithm, string = self.digests[beginning]
            yield f"{algorithm} digest", string


def needles(
    strings: Iterable[WorkspaceString], declared: Iterable[str] = (), fewest_words: int = 1
) -> Needles:
    """The index over `strings`.

    What also stands in a `declared` text (the organisation's name, the shell as we ship it) is
    no secret there and is not looked for, but for its digests. Long texts are looked for by
    sentence, too. Strings of fewer than 6 bytes are looked for only as names, as whole words;
    those of fewer words than `fewest_words` only as names, and never by digest.
    """
    known = b"\0".join(normal(text) for text in declared)
    texts: dict[int, dict[int, list[tuple[bytes, WorkspaceString]]]] = {
        size: defaultdict(list) for size in BEGINNINGS
    }
    words: dict[bytes, WorkspaceString] = {}
    digests: dict[int, tuple[str, WorkspaceString]] = {}
    taken: set[bytes] = set()
    for string in _with_sentences(strings):
        needle = normal(string.text).strip(b" ")
        if not needle or needle in taken or _is_short(needle, string, fewest_words):
            continue
        taken.add(needle)
        digests.update(_digests(string))
        if needle in known:
            continue
        if len(needle) >= SHORTEST:
            size = next(size for size in BEGINNINGS if size <= len(needle))
            texts[size][_number(needle[:size])].append((needle, string))
        elif string.name and len(needle) >= SHORTEST_NAME:
            words[needle] = string
    return Needles(texts, words, digests)


def _with_sentences(strings: Iterable[WorkspaceString]) -> Iterator[WorkspaceString]:
    """Each string, and of a long one each sentence that could be told again."""
    for string in strings:
        yield string
        for part in _SENTENCE_END.split(string.text):
            if part != string.text and len(part.split()) >= FEWEST_IN_A_SENTENCE:
                yield replace(string, text=part)


def _is_short(needle: bytes, string: WorkspaceString, fewest_words: int) -> bool:
    return not string.name and len(needle.split(b" ")) < fewest_words


def normal(text: str) -> bytes:
    """Without case, and with everything between words as one space, so that slugs match too."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _BETWEEN.sub(" ", folded).encode("utf-8", "replace")


def _digests(string: WorkspaceString) -> dict[int, tuple[str, WorkspaceString]]:
    """The digests that somebody might publish in good faith, by their first bytes."""
    text = string.text
    if len(text) < SHORTEST_NAME:
        return {}
    spellings = {text, text.strip(), text.strip().lower(), text.casefold(), text + "\n"}
    return {
        _number(digest_of(spelling.encode("utf-8", "replace")).digest()[:8]): (algorithm, string)
        for spelling in spellings
        for algorithm, digest_of in ALGORITHMS.items()
    }


def _number(beginning: bytes) -> int:
    return int.from_bytes(beginning, sys.byteorder)


def _beginnings(data: bytes, size: int) -> Iterator[int]:
    """The `size` bytes from each place of the data, as a number of this machine."""
    view = memoryview(data)
    ends = (start + (len(data) - start) // size * size for start in range(size))
    return chain.from_iterable(
        view[start:end].cast(BEGINNINGS[size]) for start, end in enumerate(ends) if start < end
    )
