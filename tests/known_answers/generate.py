"""Makes sealing.json from nothing but the specification: the package is never imported here.

Run `python tests/known_answers/generate.py` to write the file anew. The compressed bytes are not
made here: they stand in compressed.json, and are only checked to inflate to the plaintext.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import importlib.util
import json
import re
import struct
import unicodedata
import zlib
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

HERE = Path(__file__).parent
ITERATIONS = 600_000
AS_OF = "2026-12-01"
PORTAL_ID = "7q3mkx2v9c4t8hbnw5ey1drg6s"
KEY_ID = "x1c9tqz4m8vh2nrw7bkf3gye5d"
SMALL_LIST = ["amber", "birch", "cedar", "drop-down", "elm", "fern", "gorse"]
SPACES = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f\x20\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff"
    + "".join(map(chr, range(0x2000, 0x200B)))
)
HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"


def lp(*items: str | bytes) -> bytes:
    out = b""
    for item in items:
        raw = item.encode() if isinstance(item, str) else item
        out += struct.pack(">I", len(raw)) + raw
    return out


def mac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()


def hkdf(key: bytes, label: str, *context: str | bytes, size: int = 32) -> bytes:
    extracted = mac(bytes(32), key)
    info, block, out, counter = lp("onboardgen/1", label, *context), b"", b"", 1
    while len(out) < size:
        block = mac(extracted, block + info + bytes([counter]))
        out, counter = out + block, counter + 1
    return out[:size]


def checked(prefix: str, raw: bytes, *checksum_of: str) -> str:
    checksum = hashlib.sha256(lp("onboardgen/1", *checksum_of, raw)).digest()[:4]
    return prefix + base64.b32encode(raw + checksum).decode().rstrip("=").lower()


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def b64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def canonical(value: Any) -> bytes:
    """Enough of RFC 8785 for values without floats and keys within the basic plane."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def pinned_words() -> tuple[list[str], str]:
    spec = importlib.util.find_spec("xkcdpass")
    assert spec is not None
    assert spec.origin is not None
    raw = (Path(spec.origin).parent / "static" / "eff-long").read_bytes()
    return raw.decode().split(), hashlib.sha256(raw).hexdigest()


def passphrase(portal_key: bytes, grant_id: str, words: list[str]) -> str:
    n = int.from_bytes(hkdf(portal_key, "passphrase", grant_id), "big")
    chosen = []
    for _ in range(6):
        n, i = divmod(n, len(words))
        chosen.append(words[i])
    return "-".join(chosen)


def normalise_passphrase(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).strip(SPACES).lower()
    return re.sub(f"[{re.escape(SPACES + HYPHENS)}]+", "-", text)


def stretch(text: str, salt: bytes, iterations: int = ITERATIONS) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", text.encode(), salt, iterations, 32)


def padme(length: int) -> int:
    e = length.bit_length() - 1
    s = e.bit_length()
    mask = (1 << (e - s)) - 1
    return (length + mask) & ~mask


def epoch_of(portal_key: bytes, refresh: str | None, closed: list[str]) -> str:
    fixed = ("onboardgen/1", PORTAL_ID, KEY_ID, "customer", refresh or "", "PBKDF2-HMAC-SHA256")
    return mac(hkdf(portal_key, "epoch key"), lp(*fixed, str(ITERATIONS), *sorted(closed))).hex()


class Sealer:
    """Seals with every step noted, taking the compressed bytes from compressed.json."""

    def __init__(self, compressed: dict[str, str]) -> None:
        self.compressed = compressed
        self.wanted: dict[str, str] = {}

    def compress(self, plaintext: bytes) -> bytes:
        digest = hashlib.sha256(plaintext).hexdigest()
        self.wanted[digest] = plaintext.hex()
        given = bytes.fromhex(self.compressed.get(digest, ""))
        if given:
            inflater = zlib.decompressobj(-15)
            assert inflater.decompress(given) + inflater.flush() == plaintext
            assert inflater.eof
            assert not inflater.unused_data
        return given

    def seal(
        self,
        key: bytes,
        nonce_key: bytes,
        epoch: str,
        path: str,
        plaintext: bytes,
        least: int = 0,
        bound: tuple[str | bytes, ...] = (),
    ) -> dict[str, Any]:
        compressed = self.compress(plaintext)
        body = struct.pack(">Q", len(compressed)) + compressed
        message = body.ljust(max(least, padme(len(body))), b"\0")
        ad = lp("onboardgen.sealed/1", PORTAL_ID, epoch, path, *bound)
        siv = mac(nonce_key, lp(ad) + message)
        k_nonce = hkdf(key, "message", siv, size=44)
        box = siv + AESGCM(k_nonce[:32]).encrypt(k_nonce[32:], message, ad)
        return {
            "key": key.hex(),
            "nonce_key": nonce_key.hex(),
            "portal_id": PORTAL_ID,
            "epoch": epoch,
            "path": path,
            "plaintext": plaintext.hex(),
            "least": least,
            "compressed": compressed.hex(),
            "message": message.hex(),
            "ad": ad.hex(),
            "siv": siv.hex(),
            "message_key": k_nonce[:32].hex(),
            "nonce": k_nonce[32:].hex(),
            "box": box.hex(),
        }


def lp_answers() -> list[dict[str, Any]]:
    cases: list[list[str | bytes]] = [
        [],
        [""],
        ["", ""],
        ["abc"],
        ["ab", "c"],
        [b"\x00\xff", "é", "日本"],
    ]
    return [
        {"items": [(i.encode() if isinstance(i, str) else i).hex() for i in c], "lp": lp(*c).hex()}
        for c in cases
    ]


def hkdf_answers() -> list[dict[str, Any]]:
    cases: list[tuple[bytes, str, list[str], int]] = [
        (bytes(range(32)), "portal key", ["a", "b"], 32),
        (bytes(32), "message", [], 44),
        (b"\xff" * 32, "long", ["ä"], 304),
    ]
    return [
        {"key": k.hex(), "label": label, "context": ctx, "size": size,
         "hkdf": hkdf(k, label, *ctx, size=size).hex()}
        for k, label, ctx, size in cases
    ]  # fmt: skip


def normalisation_answers() -> dict[str, list[dict[str, str]]]:
    phrases = [
        "amber-birch-cedar", "  Amber Birch\tCEDAR \n", "ａｍｂｅｒ－ｂｉｒｃｈ",
        "amber\u2010birch\u2011cedar\u2013elm\u2014fern\u2212gorse", "amber - birch -- cedar",
        "amber\u00a0birch\u3000cedar\u2009elm", "\ufeffdrop-down\u2028elm\u0085", "ÄMBER ﬁr",
        "-amber-", "A\u030angstrom",
    ]  # fmt: skip
    passwords = ["Ａ ﬁne-Password", " kept as typed ", "A\u030a-B", "ÄÖ ß"]
    return {
        "passphrase": [{"from": p, "to": normalise_passphrase(p)} for p in phrases],
        "password": [{"from": p, "to": unicodedata.normalize("NFKC", p)} for p in passwords],
    }


def answers(compressed: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The whole file, and the plaintexts by digest whose compressed bytes it needs."""
    sealer = Sealer(compressed)
    root = bytes(range(32))
    portal_key = hkdf(root, "portal key", PORTAL_ID, KEY_ID)
    salt = hkdf(portal_key, "salt", PORTAL_ID)
    words, words_digest = pinned_words()

    spoken = passphrase(portal_key, "g4t8passphrase01", words)
    s_passphrase = stretch(normalise_passphrase(spoken), salt)
    s_link = hkdf(portal_key, "link", "m2w0rndkey000002")
    part = hkdf(portal_key, "link part", "k7v3passw0rd0003")
    password = "Ｃorrect Horse ﬁfteen"
    stretched = stretch(unicodedata.normalize("NFKC", password), salt)
    s_password = hkdf(stretched + part, "two-part")

    ended = ["e9b5g0ne00000004", "d1f6ended0000005"]
    epoch = epoch_of(portal_key, None, ended)
    keys = {
        name: hkdf(portal_key, f"{label} key", epoch)
        for name, label in (
            ("content_key", "content"),
            ("nonce_key", "nonce"),
            ("name_key", "file name"),
            ("slot_nonce_key", "slot nonce"),
        )
    }

    slots = []
    for grant, person, secret in (
        ("g4t8passphrase01", "jo", s_passphrase),
        ("m2w0rndkey000002", "lena", s_link),
        ("k7v3passw0rd0003", "omar", s_password),
    ):
        tag = hkdf(secret, "slot tag", PORTAL_ID, epoch, size=16)
        wrap_key = hkdf(secret, "slot wrap", PORTAL_ID, epoch)
        plaintext = canonical(
            {"content_key": b64(keys["content_key"]), "grant": grant, "person": person}
        )
        sealed = sealer.seal(
            wrap_key, keys["slot_nonce_key"], epoch, f"slot/{tag.hex()}", plaintext, 256
        )
        slots.append(
            {"grant": grant, "person": person, "secret": secret.hex(), "tag": tag.hex(),
             "wrap_key": wrap_key.hex(), "seal": sealed}
        )  # fmt: skip
    dummies = [
        {
            "index": index,
            "tag": hkdf(portal_key, "dummy tag", epoch, str(index), size=16).hex(),
            "box": hkdf(portal_key, "dummy box", epoch, str(index), size=304).hex(),
        }
        for index in range(2)
    ]

    def seal(path: str, plaintext: bytes) -> dict[str, Any]:
        return sealer.seal(keys["content_key"], keys["nonce_key"], epoch, path, plaintext)

    file_bytes = b"%PDF-1.4 made up\n" + b"no real document " * 20
    attachment = seal("files/network.pdf", file_bytes)
    siv = bytes.fromhex(attachment["siv"])
    name = mac(keys["name_key"], lp("files/network.pdf", siv))[:16].hex() + ".sealed"
    bundle_json = {
        "format": "onboardgen.bundle/1",
        "language": "en",
        "direction": "ltr",
        "title": "Halden Logistics",
        "home": "overview",
        "chrome": '<header>Portal</header><main id="page" tabindex="-1"></main>',
        "pages": {
            "decisions/0003-base-currency": {
                "title": "Books are kept in EUR",
                "html": "<h1>Books are kept in €</h1>",
            },
            "overview": {"title": "Overview", "html": "<h1>On track?</h1>"},
        },
        "attachments": {
            "files/network.pdf": {
                "name": "network.pdf",
                "type": "application/pdf",
                "size": len(file_bytes),
                "object": name,
                "siv": siv.hex(),
            }
        },
        "rebuild_days": 4,
        "messages": {"lock": "Lock", "newer": "A newer version of this page exists."},
    }
    bundle = seal("bundle", canonical(bundle_json))
    as_of = seal(
        "as-of",
        canonical({"format": "onboardgen.as-of/1", "as_of": AS_OF, "bundle": bundle["siv"]}),
    )
    boxes = [(s["tag"], s["seal"]["box"]) for s in slots]
    boxes += [(d["tag"], d["box"]) for d in dummies[:1]]
    envelope = {
        "format": "onboardgen.portal/1",
        "portal": PORTAL_ID,
        "epoch": epoch,
        "kdf": {"name": "PBKDF2-HMAC-SHA256", "iterations": ITERATIONS, "salt": b64(salt)},
        "slots": [
            {"tag": b64(bytes.fromhex(t)), "box": b64(bytes.fromhex(b))} for t, b in sorted(boxes)
        ],
        "bundle": b64(bytes.fromhex(bundle["box"])),
    }
    stored_nonce_key = hkdf(portal_key, "nonce key", "")
    stored = sealer.seal(
        portal_key, stored_nonce_key, "", "grant/k7v3passw0rd0003", s_password,
        bound=(str(ITERATIONS),),
    )  # fmt: skip
    sizes = [1, 2, 3, 7, 8, 9, 100, 255, 256, 257, 1000, 4096, 4097, 99_999, 1_000_000, 2**24 + 1]
    book = {
        "lp": lp_answers(),
        "hkdf": hkdf_answers(),
        "root": {
            "secret": root.hex(),
            "text": checked("ogroot1-", root, "root checksum"),
            "fingerprint": "ogfp1-" + hkdf(root, "root fingerprint", size=16).hex(),
        },
        "portal": {
            "portal_id": PORTAL_ID,
            "key_id": KEY_ID,
            "key": portal_key.hex(),
            "exported": checked("ogportal1-", portal_key, "portal checksum", PORTAL_ID, KEY_ID),
            "salt": salt.hex(),
            "iterations": ITERATIONS,
        },
        "words": {"small": SMALL_LIST, "eff_long_sha256": words_digest},
        "passphrases": [
            {"grant": grant, "list": label, "passphrase": passphrase(portal_key, grant, chosen)}
            for grant in ("g4t8passphrase01", "d1f6ended0000005", "b8h2an0ther00006")
            for label, chosen in (("small", SMALL_LIST), ("eff-long", words))
        ],
        "normalise": normalisation_answers(),
        "unlock": {
            "passphrase": {
                "grant": "g4t8passphrase01",
                "typed": spoken.upper().replace("-", "  "),
                "normalised": normalise_passphrase(spoken),
                "secret": s_passphrase.hex(),
            },
            "link": {
                "grant": "m2w0rndkey000002",
                "secret": s_link.hex(),
                "fragment": "#key=" + b64url(s_link),
            },
            "two_part": {
                "grant": "k7v3passw0rd0003",
                "typed": password,
                "normalised": unicodedata.normalize("NFKC", password),
                "stretched": stretched.hex(),
                "part": part.hex(),
                "fragment": "#part=" + b64url(part),
                "secret": s_password.hex(),
                "stored": stored,
            },
        },
        "epochs": [
            {"refresh": refresh, "closed": closed, "epoch": epoch_of(portal_key, refresh, closed)}
            for refresh, closed in (
                (None, []),
                (None, ended[:1]),
                (None, ended),
                (None, ended[::-1]),
                ("2027 spring", ended),
            )
        ],
        "epoch": epoch,
        "keys": {name: key.hex() for name, key in keys.items()},
        "slots": slots,
        "dummies": dummies,
        "padme": [[size, padme(size)] for size in sizes],
        "attachment": {"path": "files/network.pdf", "seal": attachment, "object": name},
        "bundle": {"json": bundle_json, "seal": bundle},
        "as_of": {"day": AS_OF, "seal": as_of},
        "envelope": envelope,
    }
    return book, sealer.wanted


def text(compressed: dict[str, str]) -> str:
    return json.dumps(answers(compressed)[0], indent=1, ensure_ascii=False) + "\n"


def committed_compressed() -> dict[str, str]:
    return dict(json.loads((HERE / "compressed.json").read_text("utf-8")))


if __name__ == "__main__":
    (HERE / "sealing.json").write_text(text(committed_compressed()), "utf-8")
