"""Signed facts: one form of the bytes, any change breaks them, read back out of any file that carries them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shijian.kernel import attestations, crypto
from shijian.kernel.attestations import Attestation, Unreadable

FACTS = {"kind": "test", "number": "ZS623027-2026-0001", "holder": "东头周家", "members": ["才让", "周玉兰"]}
TEXT = st.text('abz 09"\\\n家é\u0301\U0001f409', max_size=20)


def test_the_bytes_are_sorted_json_without_blanks_in_one_form_of_unicode():
    assert attestations.canonical({"b": "e\u0301", "a": ["二"]}) == (
        '{"a":["二"],"attestation":1,"b":"\u00e9"}'.encode()
    )


@given(st.dictionaries(TEXT, st.one_of(TEXT, st.integers(), st.lists(TEXT, max_size=3)), max_size=5))
def test_what_is_sealed_holds_and_is_read_back(facts):
    sealed = attestations.seal(facts)
    read = attestations.opened(sealed.token)
    assert read == sealed
    assert read.holds


@pytest.mark.parametrize("name", sorted(FACTS))
def test_any_changed_fact_breaks_the_signature(name):
    sealed = attestations.seal(FACTS)
    assert not Attestation({**FACTS, name: "别的"}, sealed.signature).holds
    assert not Attestation({k: v for k, v in FACTS.items() if k != name}, sealed.signature).holds


def test_a_signature_of_another_key_does_not_hold_and_an_earlier_key_does():
    sealed = attestations.seal(FACTS)
    crypto.rotate_signing()
    assert sealed.holds
    other = sealed.signature._replace(key_id="0" * 16)
    assert not Attestation(FACTS, other).holds


def test_tokens_are_found_in_a_file_each_once():
    first, second = attestations.seal(FACTS), attestations.seal({**FACTS, "number": "2"})
    file = "%PDF (" + ") ".join(attestations.MARK + each.token for each in (first, second, first)) + ">"
    assert attestations.found_in(file.encode()) == [first, second]
    assert attestations.found_in(b"nothing") == []


@pytest.mark.parametrize("token", ["", "AAAA", "e30=", "W10=", "bnVsbA==", "a"])
def test_a_damaged_token_says_so(token):
    with pytest.raises(Unreadable):
        attestations.opened(token)


def test_a_kind_that_no_app_answers_for_has_nothing_against_it():
    assert attestations.standing({"kind": "unheard-of"}) == "这里没有登记这类证书的名册，无法确认。"
    assert json.loads(attestations.canonical({}))["attestation"] == attestations.VERSION
