"""What a sealed portal shows and hides, and when its bytes change."""

import json
import re
from dataclasses import replace
from datetime import date

from onboardgen.access.grants import grant_secrets
from onboardgen.site.bundle import BundlePage
from onboardgen.site.opening import open_portal, take_apart
from tests.site.made_up_site import (
    HALDEN,
    ITERATIONS,
    NORTHWIND,
    bundle,
    grants,
    key_of,
    known,
    sealed,
)

FILES = ("network.pdf", "rates.csv")


def secrets_of(portal):
    return tuple(grant_secrets(key_of(portal), grants(), ITERATIONS, {})[0].values())


def test_the_same_inputs_make_the_same_bytes():
    assert sealed().files == sealed().files
    assert list(sealed().files) == list(sealed().files)


def test_the_order_of_pages_and_attachments_changes_nothing():
    made = bundle("Halden Logistics", files=FILES)
    made = replace(made, pages={"b": BundlePage("B", "b"), "overview": made.pages["overview"]})
    turned = replace(
        made,
        pages=dict(reversed(made.pages.items())),
        attachments=made.attachments[::-1],
    )
    assert sealed(made=made).files == sealed(made=turned).files


def test_files_are_written_attachments_first_and_the_as_of_file_last():
    names = list(sealed(made=bundle("Halden Logistics", files=FILES)).files)
    assert names[-2:] == ["index.html", "as-of.sealed"]
    assert all(re.fullmatch(r"[0-9a-f]{32}\.sealed", name) for name in names[:-2])
    assert len(names) == 4


def test_a_day_later_only_the_as_of_file_differs():
    now, later = sealed(), sealed(today=date(2026, 12, 2))
    assert [n for n in now.files if now.files[n] != later.files[n]] == ["as-of.sealed"]


def test_a_changed_page_leaves_unchanged_attachments_as_they_are():
    before, after = sealed(), sealed(made=bundle("Halden Logistics", "Another text"))
    assert [n for n in before.files if before.files[n] != after.files[n]] == [
        "index.html",
        "as-of.sealed",
    ]


def test_a_closed_grant_changes_every_sealed_byte():
    before, after = sealed(), sealed(closed=("g4t8passphrase01",))
    assert set(before.files) & set(after.files) == {"index.html", "as-of.sealed"}
    one, other = (json.loads(take_apart(p.files["index.html"]).envelope) for p in (before, after))
    assert one["kdf"] == other["kdf"]
    assert not {s["tag"] for s in one["slots"]} & {s["tag"] for s in other["slots"]}


def test_a_portal_opens_with_its_own_keys():
    portal = sealed(made=bundle("Halden Logistics", files=FILES))
    opened, unproven = open_portal(key_of(HALDEN), secrets_of(HALDEN), portal.files)
    assert unproven == ()
    assert json.loads(opened.bundle)["title"] == "Halden Logistics"
    assert opened.attachments["files/rates.csv"] == b"Halden Logistics rates.csv"


def test_a_portal_does_not_open_with_another_portals_key():
    opened, unproven = open_portal(key_of(NORTHWIND), secrets_of(NORTHWIND), sealed().files)
    assert opened is None
    assert unproven


def test_every_file_that_was_tampered_with_is_named():
    portal = sealed()
    key, secrets = known(HALDEN)[0].key, known(HALDEN)[0].secrets
    for name in portal.files:
        if name == "index.html":
            continue
        changed = bytearray(portal.files[name])
        changed[-1] ^= 1
        _, unproven = open_portal(key, secrets, {**portal.files, name: bytes(changed)})
        assert [one.file for one in unproven] == [name]
        missing = {n: data for n, data in portal.files.items() if n != name}
        assert [one.file for one in open_portal(key, secrets, missing)[1]] == [name]


def test_no_field_of_the_envelope_can_be_changed_unnoticed():
    portal = sealed()
    key, secrets = known(HALDEN)[0].key, known(HALDEN)[0].secrets
    page = portal.files["index.html"].decode()
    envelope = take_apart(page.encode()).envelope
    document = json.loads(envelope)
    slot = document["slots"][0]
    for old, new in (
        (document["kdf"]["salt"], "A" * 43 + "="),
        (document["epoch"], "0" * 64),
        (document["portal"], NORTHWIND.id),
        (slot["tag"], "AAAAAAAAAAAAAAAAAAAAAA=="),
        (slot["box"], slot["box"][:-4] + "AAAA"),
        ('"slots":', '"more":1,"slots":'),
        ('{"bundle"', '{ "bundle"'),
        ('"format"', '"bundle":"SGk=","format"'),
    ):
        assert old in page
        files = {**portal.files, "index.html": page.replace(old, new).encode()}
        assert open_portal(key, secrets, files)[1], (old[:20], new[:20])
