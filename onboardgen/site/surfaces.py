"""Every way in which published bytes can be read, so that a string is found however it is written.

Instead of writing each of thousands of strings in every encoding, the bytes are decoded in every
way that makes sense of them, and again what comes out, some levels deep.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import urllib.parse
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

DEEPEST = 4
LARGEST_INFLATED = 16 << 20
LARGEST_TOTAL = 256 << 20

_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/_-]{4,}(?:\r?\n)?){2,}")
_BASE32 = re.compile(rb"[A-Za-z2-7]{10,}")
_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2}){6,}[0-9A-Fa-f]?")
_ESCAPE = re.compile(
    r"\\u\{([0-9A-Fa-f]{1,6})\}|\\u([0-9A-Fa-f]{4})|\\x([0-9A-Fa-f]{2})|\\([0-9A-Fa-f]{1,6})\s?"
)
_STREAM = re.compile(rb"\x1f\x8b|\x78[\x01\x5e\x9c\xda]")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


@dataclass(frozen=True, slots=True)
class Surface:
    """Bytes as one chain of decodings yields them; `form` names the chain, empty for as is."""

    form: str
    data: bytes = field(repr=False)
    depth: int = 0
    guessed: bool = False
    """Whether anything at all decodes this way, so that chance has to be reckoned with."""


@dataclass(frozen=True, slots=True)
class Alphabet:
    """A way to write bytes with letters: a `group` of characters stands for whole bytes."""

    name: str
    pattern: re.Pattern[bytes]
    group: int
    decode: Callable[[bytes], bytes]


class TooMuchToRead(Exception):
    """The bytes unfold beyond all measure."""


def surfaces(data: bytes) -> Iterator[Surface]:
    """The bytes as they are, and all that they decode to, shallow ones first.

    Raises TooMuchToRead where they unfold beyond `LARGEST_TOTAL` bytes.
    """
    waiting = deque([Surface("", data)])
    seen: set[bytes] = set()
    total = 0
    while waiting:
        surface = waiting.popleft()
        if surface.data in seen:
            continue
        seen.add(surface.data)
        total += len(surface.data)
        if total > LARGEST_TOTAL:
            raise TooMuchToRead
        yield surface
        if surface.depth < DEEPEST:
            waiting.extend(_decoded(surface, seen))


def _decoded(surface: Surface, seen: set[bytes]) -> Iterator[Surface]:
    for form, read in _READINGS:
        for data in read(surface.data, seen):
            if data and data != surface.data:
                chain = f"{surface.form} > {form}" if surface.form else form
                guessed = surface.guessed or form in _GUESSES
                yield Surface(chain, data, surface.depth + 1, guessed)


def inflated_text(run: bytes) -> bytes:
    """What a run of base64 unfolds to that is deflated as a whole; nothing for any other, where
    something stands behind the stream, or where it unfolds beyond `LARGEST_INFLATED` bytes."""
    inflater = zlib.decompressobj(-15)
    try:
        plain = inflater.decompress(_from_base64(run.rstrip(b"=")), LARGEST_INFLATED)
    except zlib.error:
        return b""
    return plain if inflater.eof and not inflater.unused_data else b""


def _percent(data: bytes, seen: set[bytes]) -> Iterator[bytes]:
    if b"%" in data:
        yield urllib.parse.unquote_to_bytes(data.replace(b"+", b" "))


def _entities(data: bytes, seen: set[bytes]) -> Iterator[bytes]:
    if b"&" in data:
        yield html.unescape(data.decode("utf-8", "replace")).encode("utf-8", "replace")


def _escapes(data: bytes, seen: set[bytes]) -> Iterator[bytes]:
    if b"\\" in data:
        text = _ESCAPE.sub(_character, data.decode("utf-8", "replace"))
        joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        yield joined.encode("utf-8", "replace")


def _character(match: re.Match[str]) -> str:
    number = int(next(group for group in match.groups() if group), 16)
    return chr(number) if number < 0x110000 else match.group()


def _wide(data: bytes, seen: set[bytes]) -> Iterator[bytes]:
    """UTF-16 of both orders, from even and odd bytes; and any width of plain ASCII."""
    if b"\0" not in data and _is_utf8(data):
        return
    for start in (0, 1):
        for order in ("utf-16-le", "utf-16-be"):
            yield data[start:].decode(order, "replace").encode("utf-8", "replace")
    yield data.replace(b"\0", b"")


def _base64(data: bytes, seen: set[bytes]) -> Iterator[bytes]:
    return _runs(data, seen, Alphabet("base64", _BASE64, 4, _from_base64))


def _base32(data: bytes, seen: set[bytes]) -> Iterator[bytes]:
    return _runs(data, seen, Alphabet("base32", _BASE32, 8, _from_base32))


def _hexadecimal(data: bytes, seen: set[bytes]) -> Iterator[bytes]:
    return _runs(data, seen, Alphabet("hex", _HEX, 2, _from_hex))


def _runs(data: bytes, seen: set[bytes], alphabet: Alphabet) -> Iterator[bytes]:
    """All runs of an alphabet, decoded from every place where a group of it may begin.

    A run that was decoded before says nothing new; a deflated one is read on its own.
    """
    runs = []
    for run in alphabet.pattern.findall(data):
        mark = alphabet.name.encode() + b":" + run
        if mark not in seen:
            seen.add(mark)
            runs.append(re.sub(rb"\s", b"", run))
    for start in range(alphabet.group):
        decoded = [alphabet.decode(run[start:]) for run in runs]
        yield b"\n".join(decoded)
        yield from (plain for raw in decoded if (plain := _raw_inflated(raw)))


def _from_base64(run: bytes) -> bytes:
    run = run.translate(_URL_SAFE)
    run = run[: len(run) - (len(run) % 4 == 1)]
    return base64.b64decode(run + b"=" * (-len(run) % 4))


def _from_base32(run: bytes) -> bytes:
    whole = len(run) // 8 * 8
    rest = {2: 2, 3: 2, 4: 4, 5: 5, 6: 5, 7: 7}.get(len(run) - whole, 0)
    run = run[: whole + rest].upper()
    return base64.b32decode(run + b"=" * (-len(run) % 8))


def _from_hex(run: bytes) -> bytes:
    return binascii.unhexlify(run[: len(run) // 2 * 2])


def _compressed(data: bytes, seen: set[bytes]) -> Iterator[bytes]:
    """What gzip and zlib streams anywhere in the bytes hold, and a deflated whole."""
    for match in _STREAM.finditer(data):
        bits = 31 if match.group() == b"\x1f\x8b" else 15
        if plain := _inflated(data[match.start() :], bits):
            yield plain
    if plain := _raw_inflated(data):
        yield plain


def _inflated(data: bytes, bits: int) -> bytes:
    """What the stream yields, as far as it is whole."""
    inflater = zlib.decompressobj(bits)
    out = bytearray()
    try:
        for start in range(0, len(data), 4096):
            out += inflater.decompress(data[start : start + 4096], LARGEST_INFLATED)
            if len(out) >= LARGEST_INFLATED or inflater.unconsumed_tail:
                raise TooMuchToRead
            if inflater.eof:
                break
    except zlib.error:
        pass
    return bytes(out)


def _raw_inflated(data: bytes) -> bytes:
    """What a deflated whole yields; nothing where it does not end as one."""
    inflater = zlib.decompressobj(-15)
    try:
        plain = inflater.decompress(data, LARGEST_INFLATED)
    except zlib.error:
        return b""
    if inflater.unconsumed_tail and not inflater.eof:
        raise TooMuchToRead
    return plain if inflater.eof else b""


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


_READINGS: tuple[tuple[str, Callable[[bytes, set[bytes]], Iterator[bytes]]], ...] = (
    ("percent", _percent),
    ("entity", _entities),
    ("escape", _escapes),
    ("UTF-16", _wide),
    ("gzip", _compressed),
    ("base64", _base64),
    ("base32", _base32),
    ("hex", _hexadecimal),
)
_GUESSES = frozenset({"UTF-16", "base64", "base32", "hex"})
