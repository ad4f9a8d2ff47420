"""The package, held to answers that were made without it."""

import base64
import importlib.util
import json
from datetime import date
from pathlib import Path

import pytest

from onboardgen.access import derivation, passwords, root
from onboardgen.access.boxes import Address, padme, seal, unseal
from onboardgen.access.envelope import Envelope, envelope_json, parse_envelope
from onboardgen.access.grants import AudienceGrants, build_slots
from onboardgen.access.links import link_fragment, link_part, link_secret, part_fragment
from onboardgen.access.passphrases import WORD_LIST_SHA256, normalise, passphrase
from onboardgen.access.portal_keys import KeyRing, PortalKey, portal_key, portal_key_text
from onboardgen.access.secret import Secret
from onboardgen.access.stretching import passphrase_secret, stretch
from onboardgen.model.access import Grant, PortalKeys
from onboardgen.model.decision import Approval
from onboardgen.site.bundle import Bundle, BundleAttachment, BundlePage
from onboardgen.site.sealing import seal_portal

HERE = Path(__file__).parent
KNOWN = json.loads((HERE / "sealing.json").read_text("utf-8"))
PORTAL = KNOWN["portal"]
ITERATIONS = PORTAL["iterations"]
ROOT = Secret(bytes.fromhex(KNOWN["root"]["secret"]))


@pytest.fixture
def key() -> PortalKey:
    return portal_key(ROOT, PORTAL["portal_id"], PORTAL["key_id"])


def seals() -> list[dict]:
    single = [KNOWN[name]["seal"] for name in ("attachment", "bundle", "as_of")]
    return single + [slot["seal"] for slot in KNOWN["slots"]]


def test_the_committed_answers_are_what_the_generator_makes():
    spec = importlib.util.spec_from_file_location("generate", HERE / "generate.py")
    generator = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)
    made = generator.text(generator.committed_compressed())
    assert made == (HERE / "sealing.json").read_text("utf-8")


def test_the_generator_imports_nothing_of_the_package():
    assert "import onboardgen" not in (HERE / "generate.py").read_text("utf-8")
    assert "from onboardgen" not in (HERE / "generate.py").read_text("utf-8")


def test_length_prefixes():
    for case in KNOWN["lp"]:
        assert derivation.lp(*map(bytes.fromhex, case["items"])).hex() == case["lp"]


def test_key_derivation():
    for case in KNOWN["hkdf"]:
        made = derivation.hkdf(
            bytes.fromhex(case["key"]), case["label"], *case["context"], size=case["size"]
        )
        assert made.hex() == case["hkdf"]


def test_root_text_and_fingerprint():
    assert root.root_text(ROOT) == KNOWN["root"]["text"]
    assert root.parse_root(KNOWN["root"]["text"]) == ROOT
    assert root.fingerprint(ROOT) == KNOWN["root"]["fingerprint"]


def test_portal_key_salt_and_exported_form(key):
    assert key.secret.value.hex() == PORTAL["key"]
    assert key.salt.hex() == PORTAL["salt"]
    assert portal_key_text(key) == PORTAL["exported"]
    record = PortalKeys(audience="customer", id=key.portal_id, key=key.key_id)
    assert KeyRing(exported={key.portal_id: PORTAL["exported"]}).portal_key(record) == key


def test_passphrases_from_both_lists(key):
    lists = {"small": KNOWN["words"]["small"], "eff-long": None}
    assert KNOWN["words"]["eff_long_sha256"] == WORD_LIST_SHA256
    for case in KNOWN["passphrases"]:
        assert passphrase(key, case["grant"], lists[case["list"]]) == case["passphrase"]


def test_normalisation():
    for case in KNOWN["normalise"]["passphrase"]:
        assert normalise(case["from"]) == case["to"]
    for case in KNOWN["normalise"]["password"]:
        assert passwords.normalise(case["from"]) == case["to"]


def test_secrets_of_passphrase_link_and_password(key):
    spoken, link, two_part = (KNOWN["unlock"][k] for k in ("passphrase", "link", "two_part"))
    assert normalise(spoken["typed"]) == spoken["normalised"]
    assert stretch(spoken["normalised"], key.salt, ITERATIONS).value.hex() == spoken["secret"]
    assert passphrase_secret(key, spoken["grant"], ITERATIONS).value.hex() == spoken["secret"]
    assert link_secret(key, link["grant"]).value.hex() == link["secret"]
    assert link_fragment(key, link["grant"]) == link["fragment"]
    assert link_part(key, two_part["grant"]).value.hex() == two_part["part"]
    assert part_fragment(key, two_part["grant"]) == two_part["fragment"]
    made = passwords.two_part_secret(key, two_part["grant"], two_part["typed"], ITERATIONS)
    assert made.value.hex() == two_part["secret"]
    sealed = passwords.seal_password(key, two_part["grant"], two_part["typed"], ITERATIONS)
    assert base64.b64decode(sealed).hex() == two_part["stored"]["box"]
    assert passwords.unseal_password(key, two_part["grant"], sealed, ITERATIONS) == made


def test_epochs_and_their_keys(key):
    for case in KNOWN["epochs"]:
        made = derivation.epoch(
            key.secret.value,
            key.portal_id,
            key.key_id,
            audience="customer",
            refresh=case["refresh"],
            iterations=ITERATIONS,
            closed=case["closed"],
        )
        assert made == case["epoch"]
    for name, derive in (
        ("content_key", derivation.content_key),
        ("nonce_key", derivation.nonce_key),
        ("name_key", derivation.file_name_key),
        ("slot_nonce_key", derivation.slot_nonce_key),
    ):
        assert derive(key.secret.value, KNOWN["epoch"]).hex() == KNOWN["keys"][name]


def test_padded_sizes():
    assert [[size, padme(size)] for size, _ in KNOWN["padme"]] == KNOWN["padme"]


@pytest.mark.parametrize("case", seals(), ids=lambda case: case["path"])
def test_boxes(case):
    key, nonce_key = bytes.fromhex(case["key"]), bytes.fromhex(case["nonce_key"])
    address = Address(case["portal_id"], case["epoch"], case["path"])
    plaintext = bytes.fromhex(case["plaintext"])
    assert address.associated_data().hex() == case["ad"]
    assert seal(key, nonce_key, address, plaintext, case["least"]).hex() == case["box"]
    assert unseal(key, nonce_key, address, bytes.fromhex(case["box"])) == plaintext


def test_slots_and_dummies(key):
    for case in KNOWN["slots"]:
        secret = bytes.fromhex(case["secret"])
        tag = derivation.slot_tag(secret, key.portal_id, KNOWN["epoch"])
        assert tag.hex() == case["tag"]
        wrap_key = derivation.slot_wrap_key(secret, key.portal_id, KNOWN["epoch"])
        assert wrap_key.hex() == case["wrap_key"]
    for case in KNOWN["dummies"]:
        raw, epoch, index = key.secret.value, KNOWN["epoch"], case["index"]
        assert derivation.dummy_tag(raw, epoch, index).hex() == case["tag"]
        assert derivation.dummy_box(raw, epoch, index).hex() == case["box"]


def grants() -> tuple[tuple[Grant, ...], dict[str, Secret]]:
    kinds = ("passphrase", "link", "password")
    granted = Approval(by="mia", date=date(2026, 11, 2))
    records = tuple(
        Grant(id=slot["grant"], person=slot["person"], kind=kind, granted=granted)
        for slot, kind in zip(KNOWN["slots"], kinds, strict=True)
    )
    return records, {s["grant"]: Secret(bytes.fromhex(s["secret"])) for s in KNOWN["slots"]}


def test_the_envelope_of_a_page(key):
    records, secrets = grants()
    envelope = Envelope(
        portal_id=key.portal_id,
        epoch=KNOWN["epoch"],
        iterations=ITERATIONS,
        salt=key.salt,
        slots=build_slots(key, KNOWN["epoch"], records, secrets),
        bundle=bytes.fromhex(KNOWN["bundle"]["seal"]["box"]),
    )
    assert json.loads(envelope_json(envelope)) == KNOWN["envelope"]
    assert parse_envelope(envelope_json(envelope)) == envelope


def test_a_whole_portal_is_the_known_one(key):
    records, secrets = grants()
    known = KNOWN["bundle"]["json"]
    file = known["attachments"]["files/network.pdf"]
    content = bytes.fromhex(KNOWN["attachment"]["seal"]["plaintext"])
    bundle = Bundle(
        **{k: known[k] for k in ("language", "direction", "title", "home", "chrome", "messages")},
        pages={route: BundlePage(**page) for route, page in known["pages"].items()},
        attachments=(
            BundleAttachment(
                path="files/network.pdf", name=file["name"], type=file["type"], content=content
            ),
        ),
        rebuild_days=known["rebuild_days"],
    )
    sealed = seal_portal(
        key=key,
        portal=PortalKeys(audience="customer", id=key.portal_id, key=key.key_id),
        grants=AudienceGrants(records, tuple(KNOWN["epochs"][2]["closed"])),
        secrets=secrets,
        iterations=ITERATIONS,
        today=date.fromisoformat(KNOWN["as_of"]["day"]),
        bundle=bundle,
        shell=str.encode,
    )
    assert list(sealed.files) == [KNOWN["attachment"]["object"], "index.html", "as-of.sealed"]
    assert json.loads(sealed.files["index.html"]) == KNOWN["envelope"]
    assert sealed.files["as-of.sealed"].hex() == KNOWN["as_of"]["seal"]["box"]
    assert sealed.bundle_siv.hex() == KNOWN["bundle"]["seal"]["siv"]
