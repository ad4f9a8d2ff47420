"""Laws of sealing."""

import re
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from deflate import deflate_compress
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.access.boxes import Address, BoxBroken, padme, seal, unseal
from onboardgen.access.derivation import hkdf, lp, mac

KEY, NONCE_KEY = bytes(range(32)), bytes(range(32, 64))
HERE = Address("7q3mkx2v9c4t8hbnw5ey1drg6s", "ab" * 32, "bundle")
texts = st.text(max_size=20)
addresses = st.builds(Address, texts, texts, texts, st.tuples(texts) | st.just(()))


@given(addresses, st.binary(max_size=5000), st.integers(0, 6000))
def test_what_is_sealed_opens_at_its_own_address(address, plaintext, least):
    box = seal(KEY, NONCE_KEY, address, plaintext, least)
    assert unseal(KEY, NONCE_KEY, address, box) == plaintext
    assert unseal(KEY, None, address, box) == plaintext


@given(addresses, st.binary(max_size=500))
def test_the_same_message_makes_the_same_box(address, plaintext):
    assert seal(KEY, NONCE_KEY, address, plaintext) == seal(KEY, NONCE_KEY, address, plaintext)


@given(addresses, addresses, st.binary(max_size=100))
def test_another_address_gives_another_key_and_does_not_open(one, other, plaintext):
    box = seal(KEY, NONCE_KEY, one, plaintext)
    if one == other:
        return
    assert seal(KEY, NONCE_KEY, other, plaintext)[:32] != box[:32]
    with pytest.raises(BoxBroken):
        unseal(KEY, None, other, box)


@given(st.binary(max_size=300), st.binary(max_size=300), st.integers(0, 2000), st.integers(0, 2000))
def test_no_two_messages_share_a_siv(one, other, least, other_least):
    first, second = (
        seal(KEY, NONCE_KEY, HERE, one, least),
        seal(KEY, NONCE_KEY, HERE, other, other_least),
    )
    assert (first[:32] == second[:32]) == (first == second)


def test_the_same_plaintext_padded_otherwise_has_another_siv():
    assert seal(KEY, NONCE_KEY, HERE, b"x", 100)[:32] != seal(KEY, NONCE_KEY, HERE, b"x", 101)[:32]


def test_no_byte_can_be_changed_or_cut_off():
    box = seal(KEY, NONCE_KEY, HERE, b"Books are kept in EUR")
    for place in range(len(box)):
        changed = bytearray(box)
        changed[place] ^= 1
        with pytest.raises(BoxBroken):
            unseal(KEY, None, HERE, bytes(changed))
        with pytest.raises(BoxBroken):
            unseal(KEY, None, HERE, box[:place])


def test_a_box_under_another_nonce_key_is_not_ours():
    box = seal(KEY, bytes(32), HERE, b"made by somebody who knows only the content key")
    assert unseal(KEY, None, HERE, box)
    with pytest.raises(BoxBroken):
        unseal(KEY, NONCE_KEY, HERE, box)


def test_associated_data_cannot_be_shifted_between_fields():
    assert Address("ab", "c", "d").associated_data() != Address("a", "bc", "d").associated_data()
    assert replace(HERE, bound=("x",)).associated_data() != HERE.associated_data()


@given(st.integers(1, 2**40))
def test_padding_costs_at_most_an_eighth_and_never_cuts(length):
    padded = padme(length)
    assert length <= padded <= length * 1.125 + 1
    assert padme(padded) == padded


@settings(max_examples=20)
@given(st.integers(20_000, 60_000), st.integers(0, 200))
def test_sizes_close_together_look_alike(length, more):
    assert len({padme(size) for size in range(length, length + more)}) <= 2


def test_a_broken_box_says_nothing_about_why():
    with pytest.raises(BoxBroken, match=re.compile("^$")):
        unseal(KEY, None, HERE, b"\0" * 400)


@pytest.mark.parametrize(
    "message",
    [
        b"\0" * 7 + b"\x05" + deflate_compress(b"", 12) + b"\0\0\1",
        b"\0" * 7 + b"\x06" + deflate_compress(b"", 12) + b"\0\0",
        b"\0" * 7 + b"\x04" + deflate_compress(b"", 12),
        b"\xff" * 16,
    ],
    ids=["filled padding", "more than one stream", "half a stream", "no length"],
)
def test_a_message_that_is_not_as_we_make_it_does_not_open(message):
    data = HERE.associated_data()
    siv = mac(NONCE_KEY, lp(data), message)
    both = hkdf(KEY, "message", siv, size=44)
    box = siv + AESGCM(both[:32]).encrypt(both[32:], message, data)
    with pytest.raises(BoxBroken):
        unseal(KEY, NONCE_KEY, HERE, box)
