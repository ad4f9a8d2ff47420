"""Who is let in, and that nobody comes back by merge, revert, move or removal."""

import base64
import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardgen.access import derivation, grants
from onboardgen.access.boxes import BoxBroken, unseal
from onboardgen.access.grants import (
    build_slots,
    cached_grant_secrets,
    epoch_of,
    grant_secrets,
    grants_of,
    slot_address,
)
from onboardgen.access.passwords import seal_password
from onboardgen.access.portal_keys import portal_key
from onboardgen.errors import EnvironmentFailure
from tests.access.made_up import (
    FEW,
    JO,
    KEY,
    LENA,
    MEMBERS,
    OMAR,
    PORTAL,
    ROOT,
    TODAY,
    access,
    grant,
    member,
)

EARLIER = date(2026, 11, 19)
BASE = (grant(JO, "jo"), grant(LENA, "lena", "link"), grant(OMAR, "omar", "link"))


def lets_in(records, members=MEMBERS, today=TODAY, portal=PORTAL):
    """Epoch of the portal, and the content key each grant yields in it."""
    now = grants_of(access(*records), members, "customer", today)
    secrets, _ = grant_secrets(KEY, now.open, FEW, {})
    epoch = epoch_of(KEY, portal, now, FEW)
    slots = build_slots(KEY, epoch, now.open, secrets)
    return epoch, {g.id: opened(slots, secrets[g.id].value, epoch) for g in now.open}, slots


def opened(slots, secret, epoch):
    """What somebody with S gets out of the slots: None where no tag is theirs."""
    tag = derivation.slot_tag(secret, KEY.portal_id, epoch)
    wrap_key = derivation.slot_wrap_key(secret, KEY.portal_id, epoch)
    for slot in slots:
        if slot.tag == tag:
            return json.loads(
                unseal(wrap_key, None, slot_address(KEY.portal_id, epoch, tag), slot.box)
            )
    return None


def ended(records, *ids):
    return tuple(replace(g, ended=EARLIER) if g.id in ids else g for g in records)


def test_every_open_grant_unwraps_the_content_key():
    epoch, content, _ = lets_in(BASE)
    expected = base64.b64encode(derivation.content_key(KEY.secret.value, epoch)).decode()
    assert {g: c["content_key"] for g, c in content.items()} == dict.fromkeys(
        [JO, LENA, OMAR], expected
    )
    assert content[LENA] == {"content_key": expected, "grant": LENA, "person": "lena"}


def test_an_ended_grant_finds_no_slot_and_everybody_else_still_does():
    old_epoch, _, _ = lets_in(BASE)
    old_secrets, _ = grant_secrets(KEY, BASE, FEW, {})
    epoch, content, slots = lets_in(ended(BASE, JO))
    assert epoch != old_epoch
    assert set(content) == {LENA, OMAR}
    assert opened(slots, old_secrets[JO].value, epoch) is None
    assert opened(slots, old_secrets[LENA].value, epoch) == content[LENA]


def test_two_branches_that_each_end_a_grant_keep_both_out_when_merged():
    ours, theirs, merged = ended(BASE, JO), ended(BASE, LENA), ended(BASE, JO, LENA)
    epochs = [lets_in(records)[0] for records in (BASE, ours, theirs, merged)]
    assert len(set(epochs)) == 4
    assert set(lets_in(merged)[1]) == {OMAR}


def test_reverting_one_ending_gives_nothing_back_to_the_other():
    reverted = lets_in(ended(BASE, JO))
    keys_jo_ever_had = {lets_in(BASE)[0]}
    assert reverted[0] not in keys_jo_ever_had
    assert JO not in reverted[1]


def test_the_order_of_grants_in_the_file_changes_no_epoch():
    both = ended(BASE, JO, LENA)
    assert lets_in(both)[0] == lets_in(both[::-1])[0]


def test_a_grant_opens_on_its_last_day_and_not_the_day_after():
    until = (grant(JO, "jo", until=TODAY), *BASE[1:])
    day_after = date(2026, 12, 2)
    assert JO in lets_in(until)[1]
    assert JO not in lets_in(until, today=day_after)[1]
    assert lets_in(until)[0] != lets_in(until, today=day_after)[0]
    assert lets_in(until)[0] == lets_in(BASE)[0]


def test_an_ended_grant_counts_when_its_person_is_removed_or_moved():
    closed = ended(BASE, JO)
    without = tuple(m for m in MEMBERS if m.person.id != "jo")
    moved = (*without, member("jo", "partner:kestrel"))
    assert lets_in(closed)[0] == lets_in(closed, without)[0] == lets_in(closed, moved)[0]


def test_removing_a_person_shuts_their_open_grant():
    without = tuple(m for m in MEMBERS if m.person.id != "jo")
    epoch, content, _ = lets_in(BASE, without)
    assert JO not in content
    assert epoch != lets_in(BASE)[0]


def test_an_id_that_is_both_open_and_ended_after_a_bad_merge_is_ended():
    assert JO not in lets_in((*BASE, replace(BASE[0], ended=EARLIER)))[1]


def test_a_partner_opens_the_partners_portal_only():
    records = (*BASE, grant("b8h2an0ther00006", "priya", "link"))
    assert "b8h2an0ther00006" not in lets_in(records)[1]
    theirs = grants_of(access(*records), MEMBERS, "partner:kestrel", TODAY)
    assert [g.person for g in theirs.open] == ["priya"]


def test_whoever_moves_to_another_party_has_no_key_of_later_epochs():
    moved = tuple(
        replace(m, party="partner:kestrel") if m.person.id == "jo" else m for m in MEMBERS
    )
    before, after = lets_in(BASE), lets_in(BASE, moved)
    assert JO in before[1]
    assert JO not in after[1]
    assert before[0] != after[0]


def test_the_epoch_is_bound_to_the_audience():
    now = grants_of(access(*BASE), MEMBERS, "customer", TODAY)
    swapped = replace(PORTAL, audience="partner:kestrel")
    assert epoch_of(KEY, swapped, now, FEW) != epoch_of(KEY, PORTAL, now, FEW)


def test_refresh_and_iterations_make_a_new_epoch():
    now = grants_of(access(*BASE), MEMBERS, "customer", TODAY)
    plain = epoch_of(KEY, PORTAL, now, FEW)
    assert epoch_of(KEY, replace(PORTAL, refresh="spring"), now, FEW) != plain
    assert epoch_of(KEY, PORTAL, now, FEW + 1) != plain


@given(st.integers(0, 40))
def test_slots_are_filled_to_powers_of_two_and_all_look_alike(count):
    records = tuple(grant(f"{n:016d}", "jo", "link") for n in range(count))
    secrets, _ = grant_secrets(KEY, records, FEW, {})
    slots = build_slots(KEY, "e" * 64, records, secrets)
    assert len(slots) in (4, 8, 16, 32, 64)
    assert count <= len(slots) < max(5, 2 * count)
    assert {(len(slot.tag), len(slot.box)) for slot in slots} == {(16, 304)}
    assert list(slots) == sorted(slots, key=lambda slot: slot.tag)
    assert len({slot.tag for slot in slots}) == len({slot.box for slot in slots}) == len(slots)


def test_a_person_id_of_the_longest_kind_still_fits_a_slot():
    records = (grant(JO, "a1b2c3d4" * 8, "link"),)
    secrets, _ = grant_secrets(KEY, records, FEW, {})
    assert len(build_slots(KEY, "e" * 64, records, secrets)) == 4


def test_a_password_grant_yields_its_secret_and_a_damaged_one_says_where():
    sealed = seal_password(KEY, OMAR, "correct horse battery staple", FEW)
    good = grant(OMAR, "omar", "password", sealed=sealed)
    assert set(grant_secrets(KEY, (good,), FEW, {})[0]) == {OMAR}
    for bad, iterations in ((replace(good, sealed="????"), FEW), (replace(good, sealed=None), FEW),
                            (replace(good, id=JO), FEW), (good, FEW + 1)):  # fmt: skip
        with pytest.raises(EnvironmentFailure, match="cannot be opened"):
            grant_secrets(KEY, (bad,), iterations, {})


def stretches(monkeypatch):
    calls = []
    real = grants.passphrase_secret
    monkeypatch.setattr(
        grants, "passphrase_secret", lambda *args: calls.append(args) or real(*args)
    )
    return calls


def test_a_build_whose_grants_did_not_change_stretches_nothing(tmp_path, monkeypatch):
    calls = stretches(monkeypatch)
    first = cached_grant_secrets(KEY, BASE, FEW, tmp_path / "slots")
    assert len(calls) == 1
    assert cached_grant_secrets(KEY, BASE, FEW, tmp_path / "slots") == first
    assert len(calls) == 1
    (file,) = (tmp_path / "slots").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert first[JO].value.hex() not in file.read_text()
    assert base64.b64encode(first[JO].value).decode() not in file.read_text()


def test_another_number_of_iterations_grant_or_portal_key_is_stretched_anew(tmp_path, monkeypatch):
    cached_grant_secrets(KEY, BASE, FEW, tmp_path)
    calls = stretches(monkeypatch)
    cached_grant_secrets(KEY, BASE, FEW + 1, tmp_path)
    assert len(calls) == 1
    cached_grant_secrets(portal_key(ROOT, PORTAL.id, "0" * 26), BASE, FEW + 1, tmp_path)
    assert len(calls) == 2


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b'{"format":"onboardgen.slots/1"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format":"onboardgen.slots/1","stretched":{"g4t8passphrase01":"AAAA"}}',
        b'{"format":"onboardgen.slots/1","stretched":{"g4t8passphrase01":7}}',
    ],
    ids=range(8),
)
def test_a_damaged_cache_is_remade(tmp_path, damage):
    good = cached_grant_secrets(KEY, BASE, FEW, tmp_path)
    path = tmp_path / f"{KEY.portal_id}.json"
    whole = path.read_bytes()
    path.write_bytes(damage)
    assert cached_grant_secrets(KEY, BASE, FEW, tmp_path) == good
    assert path.read_bytes() == whole


def test_an_entry_moved_to_another_grant_is_not_believed(tmp_path):
    records = (grant(JO, "jo"), grant(LENA, "lena"))
    good, boxes = grant_secrets(KEY, records, FEW, {})
    swapped = {JO: boxes[LENA], LENA: boxes[JO]}
    assert grant_secrets(KEY, records, FEW, swapped)[0] == good


def test_a_cache_that_cannot_be_written_is_no_obstacle(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert cached_grant_secrets(KEY, BASE, FEW, tmp_path / "file" / "slots")


def test_a_slot_of_another_epoch_or_portal_does_not_open():
    secrets, _ = grant_secrets(KEY, BASE, FEW, {})
    slots = build_slots(KEY, "a" * 64, BASE, secrets)
    assert opened(slots, secrets[LENA].value, "b" * 64) is None
    tag = derivation.slot_tag(secrets[LENA].value, KEY.portal_id, "a" * 64)
    (slot,) = [slot for slot in slots if slot.tag == tag]
    wrap_key = derivation.slot_wrap_key(secrets[LENA].value, KEY.portal_id, "a" * 64)
    with pytest.raises(BoxBroken):
        unseal(wrap_key, None, slot_address(KEY.portal_id, "b" * 64, tag), slot.box)
