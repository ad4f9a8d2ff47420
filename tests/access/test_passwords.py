"""Passwords that customers insist on."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardgen.access.passphrases import normalise, passphrase, word_list
from onboardgen.access.passwords import (
    seal_password,
    two_part_secret,
    unseal_password,
    weakness,
)
from tests.access.made_up import FEW, JO, KEY, OMAR

NAMES = ("Halden Logistics", "Jo Lindqvist", "Quillmark Billing")


@pytest.mark.parametrize(
    "password",
    ["violet kettle marching owls", "7Kd!qW-p2xR#mZ9v", "青" * 5 + "Halden vexed gnomes quartz"],
)
def test_a_long_and_unusual_password_is_taken(password):
    assert weakness(password, NAMES) is None


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "0 characters"),
        ("7Kd!qW-p2xR#mZ", "14 characters"),
        ("aaaaaaaaaaaaaaaaaaaa", "easy to guess"),
        ("qwertyuiopasdfghjkl", "easy to guess"),
        ("Halden Logistics 2026", "easy to guess|too little"),
        ("JoLindqvist-Halden-Quillmark", "easy to guess|too little"),
        ("HALDEN.Logistics.Jo.Billing.1", "easy to guess|too little"),
        ("Ｈａｌｄｅｎ　Ｌｏｇｉｓｔｉｃｓ１", "easy to guess|too little"),
    ],
)
def test_what_a_stranger_would_try_is_refused(password, words):
    assert re.search(words, weakness(password, NAMES) or "")


def test_a_password_of_any_length_is_measured():
    assert weakness("violet kettle marching owls " * 500, NAMES) is None


def test_both_parts_are_needed():
    right = two_part_secret(KEY, OMAR, "violet kettle marching owls", FEW)
    assert two_part_secret(KEY, JO, "violet kettle marching owls", FEW) != right
    assert two_part_secret(KEY, OMAR, "violet kettle marching owlS", FEW) != right


def test_what_the_file_keeps_opens_for_us_and_that_grant_only():
    sealed = seal_password(KEY, OMAR, "violet kettle marching owls", FEW)
    expected = two_part_secret(KEY, OMAR, "violet kettle marching owls", FEW)
    assert unseal_password(KEY, OMAR, sealed, FEW) == expected
    assert unseal_password(KEY, JO, sealed, FEW) is None
    assert unseal_password(KEY, OMAR, sealed, FEW + 1) is None
    assert unseal_password(KEY, OMAR, sealed[:-4], FEW) is None
    assert unseal_password(KEY, OMAR, "not base64!", FEW) is None


def test_a_passphrase_is_six_words_of_the_list_and_survives_typing():
    text = passphrase(KEY, JO)
    assert len(word_list()) == 7776
    assert normalise(text) == text
    assert normalise(f" {text.upper().replace('-', '  ')}\n") == text
    assert passphrase(KEY, OMAR) != text


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing_more(typed):
    once = normalise(typed)
    assert normalise(once) == normalise(normalise(once))
    assert " " not in once
