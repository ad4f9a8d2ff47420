"""The leak test, tested: silent on a sound site, and finding what was planted in it."""

import base64
import gzip
import hashlib
import json
import urllib.parse
import zlib

import deflate
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onboardgen.site.leaks import Leak, inspect
from onboardgen.site.needles import WorkspaceString, needles
from onboardgen.site.opening import take_apart
from onboardgen.site.surfaces import LARGEST_INFLATED, Surface, TooMuchToRead, surfaces
from tests.site.made_up_site import (
    DECLARED,
    HALDEN,
    NORTHWIND,
    STRINGS,
    build,
    bundle,
    key_of,
    known,
    sealed,
    shell,
)

HALDEN_NAME = "Halden Logistics"
HALDEN_WHAT = '"Halden Logistics" (plans/halden/customer.yaml:4)'


def leaks_of(site, *portals, strings=STRINGS, declared=DECLARED):
    return inspect(
        site, strings=strings, portals=known(*(portals or (HALDEN, NORTHWIND))), declared=declared
    ).leaks


@pytest.fixture
def site(tmp_path):
    return build(tmp_path, sealed(), sealed(NORTHWIND))


def raw_deflate(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def entities(text, form):
    return "".join(form.format(ord(character)) for character in text)


RAW = HALDEN_NAME.encode()
FORMS = {
    "plain": RAW,
    "plain, other case": b"HALDEN LOGISTICS",
    "plain as a slug": b"href=halden-logistics.html",
    "percent": urllib.parse.quote(HALDEN_NAME).encode(),
    "percent of every byte": "".join(f"%{byte:02x}" for byte in RAW).encode(),
    "percent twice": urllib.parse.quote(urllib.parse.quote(HALDEN_NAME)).encode(),
    "form encoding": urllib.parse.quote_plus(HALDEN_NAME + " &").encode(),
    "decimal entity": entities(HALDEN_NAME, "&#{};").encode(),
    "hexadecimal entity": entities(HALDEN_NAME, "&#x{:X};").encode(),
    "named entity": b"Halden&nbsp;Logistics",
    "JSON escape": entities(HALDEN_NAME, "\\u{:04x}").encode(),
    "script escape": entities(HALDEN_NAME, "\\x{:02x}").encode(),
    "script code point": entities(HALDEN_NAME, "\\u{{{:x}}}").encode(),
    "style escape": entities(HALDEN_NAME, "\\{:x} ").encode(),
    **{
        f"base64 at {shift}": b"k:" + base64.b64encode(b"\xfb\xff"[:shift] + RAW + b"\xff\xfb\xbf")
        for shift in range(3)
    },
    **{
        f"base64url at {shift}": base64.urlsafe_b64encode(b"\xfb\xff"[:shift] + RAW + b"\xff\xfb")
        for shift in range(3)
    },
    "base64 behind letters": b"x" + base64.b64encode(RAW).rstrip(b"="),
    "base64 in lines": base64.encodebytes(b"z" * 50 + RAW + b"z" * 50),
    "base32": base64.b32encode(RAW),
    "small base32": base64.b32encode(RAW).lower().rstrip(b"="),
    "hex": RAW.hex().encode(),
    "big hex behind a digit": b"0" + RAW.hex().upper().encode(),
    "UTF-16 LE": HALDEN_NAME.encode("utf-16-le"),
    "UTF-16 BE behind a byte": b"x" + HALDEN_NAME.encode("utf-16-be"),
    "UTF-32": HALDEN_NAME.encode("utf-32"),
    "gzip": gzip.compress(RAW),
    "gzip behind bytes": b"\x00\x01bytes" + gzip.compress(RAW) + b"more",
    "zlib": zlib.compress(RAW),
    "deflate": raw_deflate(RAW),
    "base64 of gzip": base64.b64encode(gzip.compress(RAW * 3)),
    "base64 of deflate": base64.b64encode(raw_deflate(RAW)),
    "base64 of UTF-16": base64.b64encode(HALDEN_NAME.encode("utf-16")),
    "base64 of base64": base64.b64encode(base64.b64encode(RAW)),
    "percent of base64": urllib.parse.quote(base64.b64encode(RAW), safe="").encode(),
    **{
        f"{name} {kind}": encode(hashlib.new(name, RAW).digest())
        for name in ("md5", "sha1", "sha256", "sha512")
        for kind, encode in (
            ("hex", lambda raw: raw.hex().encode()),
            ("base64", base64.b64encode),
            ("base64url", base64.urlsafe_b64encode),
            ("bytes", bytes),
            ("half", lambda raw: raw.hex()[:16].encode()),
        )
    },
    "digest of small letters": hashlib.sha256(RAW.lower()).hexdigest().encode(),
    "digest with a line feed": hashlib.md5(RAW + b"\n").hexdigest().encode(),
}


def test_a_sound_site_has_no_leaks(site):
    assert leaks_of(site) == ()


@pytest.mark.parametrize("form", FORMS)
def test_a_planted_name_is_found_in_every_form(site, form):
    (site / "robots.txt").write_bytes((site / "robots.txt").read_bytes() + b"\n" + FORMS[form])
    if form == "deflate":
        (site / "robots.txt").write_bytes(FORMS[form])
    found = leaks_of(site)
    assert [(leak.file, leak.what) for leak in found] == [("robots.txt", HALDEN_WHAT)]
    simple = form.split()[0]
    if " of " not in form and simple in (
        "plain",
        "percent",
        "base64",
        "base32",
        "hex",
        "UTF-16",
        "gzip",
        "md5",
    ):
        assert simple in found[0].form


def test_names_beyond_ascii_are_found(site):
    planted = ["J\u00f6rg M\u00fcller-\u0141ukasz", "青木商事"]
    for encode in (str.encode, lambda t: t.encode("utf-16-le"), lambda t: html_all(t).encode(),
                   lambda t: json.dumps(t).encode(), lambda t: urllib.parse.quote(t).encode(),
                   lambda t: base64.b64encode(t.encode())):  # fmt: skip
        (site / "404.html").write_bytes(b"<p>\n" + b"\n\0\n".join(map(encode, planted)))
        assert len(leaks_of(site)) == 2


def html_all(text):
    return "".join(f"&#{ord(character)};" for character in text)


def test_decomposed_letters_are_found(site):
    (site / "404.html").write_text("Jo\u0308rg Mu\u0308ller-Łukasz", "utf-8")
    assert len(leaks_of(site)) == 1


def test_short_names_are_found_as_whole_words_only(site):
    (site / "404.html").write_text("banjo quit")
    assert leaks_of(site) == ()
    (site / "404.html").write_text("for Jo Q. only")
    found = leaks_of(site, strings=(WorkspaceString("JoQu", "x", name=True),))
    assert found == ()
    (site / "404.html").write_text("for JoQu only")
    assert leaks_of(site, strings=(WorkspaceString("JoQu", "x", name=True),))


def test_a_string_left_in_the_shell_is_found_once_whatever_the_number_of_portals(tmp_path):
    def leaky(envelope):
        return shell(envelope) + b"<!-- made for halden logistics -->"

    site = build(tmp_path, sealed(page=leaky), sealed(NORTHWIND, page=leaky))
    assert [(leak.form, leak.what) for leak in leaks_of(site)] == [("plain", HALDEN_WHAT)]


def test_a_shell_that_differs_from_the_others_is_a_leak(tmp_path):
    def other(envelope):
        return shell(envelope).replace(b"<title>", b"<title data-n=7>")

    site = build(tmp_path, sealed(), sealed(NORTHWIND, page=other))
    assert [(leak.form, leak.file) for leak in leaks_of(site)] == [
        ("shell", f"{NORTHWIND.id}/index.html")
    ]


def test_what_the_shell_declares_is_no_secret_but_its_digest_is(site):
    (site / "404.html").write_text("Finance, and Quillmark Billing")
    assert leaks_of(site) == ()
    (site / "404.html").write_text(hashlib.sha1(b"Finance").hexdigest())
    assert [leak.form for leak in leaks_of(site)] == ["sha1 digest"]


def test_files_that_the_build_does_not_write_are_found(site):
    portal = site / HALDEN.id
    (portal / "halden-logistics.txt").write_text("x")
    (portal / ("0" * 32 + ".sealed")).write_text("stale")
    (site / "sitemap.xml").write_text("<urlset/>")
    (site / "empty").mkdir()
    (site / "link").symlink_to("/srv/halden-logistics")
    found = leaks_of(site)
    assert {(leak.file.rpartition("/")[2], leak.form) for leak in found} == {
        ("halden-logistics.txt", "unexpected file"),
        ("halden-logistics.txt", "file name"),
        ("0" * 32 + ".sealed", "sealed region"),
        ("sitemap.xml", "unexpected file"),
        ("empty", "unexpected file"),
        ("link", "unexpected file"),
        ("link", "plain"),
    }


def test_a_portal_of_another_workspace_is_found(site):
    found = leaks_of(site, HALDEN)
    assert [(leak.file, leak.form) for leak in found] == [
        (f"{NORTHWIND.id}/index.html", "sealed region")
    ]


def test_a_page_published_unsealed_is_found(site):
    page = site / HALDEN.id / "index.html"
    page.write_text("<h1>Halden Logistics</h1>")
    forms = {leak.form for leak in leaks_of(site) if leak.file == f"{HALDEN.id}/index.html"}
    assert forms == {"plain", "sealed region"}


def test_an_attachment_published_unsealed_is_found(site):
    (name,) = (n for n in sealed().files if n not in ("index.html", "as-of.sealed"))
    (site / HALDEN.id / name).write_bytes(b"for Halden Logistics")
    forms = {leak.form for leak in leaks_of(site)}
    assert forms == {"plain", "sealed region"}


def test_a_slot_of_nobody_is_found(tmp_path):
    site = build(tmp_path, sealed())
    only_two = known(HALDEN)[0].secrets[:2]
    portal = type(known(HALDEN)[0])(key_of(HALDEN), only_two)
    found = inspect(site, strings=STRINGS, portals=[portal], declared=DECLARED).leaks
    assert [leak.what for leak in found] == ["a slot is neither a grant's nor a dummy"]


WIDTHS = ("sixsix", "seven77", "eight888", "nine99999")
PACKED = b'<script type="text/plain" id="packed">%s</script><body>'


def test_what_a_foreign_shell_unfolds_to_is_read_and_what_ours_does_as_we_say(site):
    text = b'{"script":"// for Halden Logistics"}'
    page = site / HALDEN.id / "index.html"
    packed = PACKED % base64.b64encode(raw_deflate(text))
    page.write_bytes(page.read_bytes().replace(b"<body>", packed).replace(b"<p>", packed + b"<p>"))
    (found,) = [leak for leak in leaks_of(site) if leak.form != "shell"]
    assert (found.form, found.what) == ("plain", HALDEN_WHAT)


@pytest.mark.parametrize(
    "hidden",
    [
        base64.b64encode(raw_deflate(b"{}") + b" for Halden Logistics"),
        base64.b64encode(raw_deflate(b"{}")) + b"=" + base64.b64encode(b"for Halden Logistics"),
    ],
    ids=["behind the stream", "behind the padding"],
)
def test_what_stands_behind_what_a_shell_unfolds_is_read_too(site, hidden):
    page = site / HALDEN.id / "index.html"
    page.write_bytes(page.read_bytes().replace(b"<p>", PACKED % hidden + b"<p>"))
    assert HALDEN_WHAT in {leak.what for leak in leaks_of(site)}


def test_an_envelope_of_nobody_in_our_shell_leaves_that_shell_ours(site):
    page = site / HALDEN.id / "index.html"
    packed = PACKED % base64.b64encode(raw_deflate(b'{"script":"// for Halden Logistics"}'))
    whole = page.read_bytes().replace(b"<p>", packed + b"<p>")
    page.write_bytes(whole)
    parts = take_apart(whole)
    told = inspect(
        site, strings=STRINGS, portals=known(NORTHWIND), declared=DECLARED,
        shell=parts.before + parts.after, unfolded=b"for Northwind Freight",
    ).leaks  # fmt: skip
    named = {leak.what for leak in told if leak.file == f"{HALDEN.id}/index.html"}
    northwind = '"Northwind Freight" (plans/northwind/customer.yaml:1)'
    assert named == {"no portal of this workspace", northwind}


@given(st.binary(max_size=40), st.binary(max_size=40), st.sampled_from(WIDTHS))
def test_strings_and_digests_are_found_at_every_place(before, after, text):
    string = WorkspaceString(text, "plans/halden/plan.yaml:2")
    sought = needles([string])
    for planted, form in ((text.encode(), "plain"), (hashlib.sha256(text.encode()).digest(), "")):
        told = list(sought.found_in(Surface("", before + b" " + planted + b" " + after)))
        assert (form or "sha256 digest", string) in told


def test_leaks_are_told_in_the_same_order_every_time(site):
    (site / "404.html").write_text("Halden Logistics, Northwind Freight")
    (site / "a.txt").write_text("Approve the SSO connection")
    found = leaks_of(site)
    assert list(found) == sorted(found)
    assert (
        Leak("a.txt", "plain", '"Approve the SSO connection" (plans/halden/plan.yaml:31)') in found
    )


def test_a_sentence_of_a_long_text_is_found(site):
    text = "They have two ledgers. The old one closes in March.\nNobody knows why."
    string = (WorkspaceString(text, "plans/halden/plan.yaml:7"),)
    (site / "404.html").write_text("<p>the old one closes in march.</p>")
    assert len(leaks_of(site, strings=string)) == 1


def test_a_bomb_is_told_and_not_unpacked():
    bomb = gzip.compress(bytes(LARGEST_INFLATED * 3))
    with pytest.raises(TooMuchToRead):
        list(surfaces(bomb))


def test_a_bomb_in_the_site_is_a_leak(site):
    (site / "404.html").write_bytes(gzip.compress(bytes(LARGEST_INFLATED * 3)))
    assert [leak.file for leak in leaks_of(site)] == ["404.html"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.binary(max_size=3000))
def test_any_bytes_can_be_searched(data):
    for surface in surfaces(data):
        assert surface.depth <= 4


ENCODINGS = [
    lambda b: urllib.parse.quote(b).encode(),
    lambda b: "".join(f"%{byte:02X}" for byte in b).encode(),
    base64.b64encode,
    base64.b32encode,
    lambda b: b.hex().encode(),
    gzip.compress,
    zlib.compress,
    lambda b: bytes(deflate.gzip_compress(b)),
]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from(ENCODINGS), min_size=1, max_size=3),
    st.binary(max_size=20),
    st.binary(max_size=20),
)
def test_a_name_is_found_under_any_three_encodings(chain, before, after):
    data = b"Halden Logistics"
    for encode in chain:
        data = encode(data)
    sought = needles(STRINGS[:1])
    data = before + b"\n" + data + b"\n" + after
    assert any(True for surface in surfaces(data) for _ in sought.found_in(surface))


def test_thousands_of_strings_are_one_index():
    many = [WorkspaceString(f"Customer number {n} Ltd", f"x:{n}") for n in range(5000)]
    sought = needles(many)
    text = b"words " * 1000 + b"customer-number-4999-ltd"
    found = {string for _, string in sought.found_in(Surface("", text))}
    assert found == {many[4999]} | {s for s in many if normal_in(s, text)}


def normal_in(string, text):
    return string.text.lower().replace(" ", "-").encode() in text


def test_a_title_of_the_bundle_is_not_looked_for_in_what_is_sealed(tmp_path):
    made = bundle("Halden Logistics", files=("halden.txt",))
    assert leaks_of(build(tmp_path, sealed(made=made)), HALDEN) == ()
