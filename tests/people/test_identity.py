import datetime as dt

import pytest

from shijian.people import identity

TODAY = dt.date(2026, 11, 24)


def make(seventeen):
    return seventeen + identity.check_digit(seventeen)


def test_check_digit_of_the_standards_example():
    assert identity.check_digit("11010519491231002") == "X"


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("11010519491231002x", "11010519491231002X"),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        (" 110105 19491231 002x ", "11010519491231002X"),
        ("110105-19491231-002X", "11010519491231002X"),
    ],
)
def test_documents_have_one_normal_form(typed, normal):
    assert identity.normal_document(typed) == normal
    assert identity.is_resident_id(identity.normal_document(typed), TODAY)


@pytest.mark.parametrize("start", ["810000", "820000", "830000", "911124", "110105"])
def test_permits_and_foreign_cards_follow_the_same_rule(start):
    number = make(start + "19900101" + "001")
    assert identity.is_resident_id(number, TODAY)
    assert not identity.is_resident_id(number[:-1] + ("0" if number[-1] != "0" else "1"), TODAY)


@pytest.mark.parametrize(
    "seventeen",
    [
        "11010519490229001",
        "11010520990101001",
        "11010518000101001",
        "01010519491231002",
    ],
)
def test_impossible_days_and_areas_are_refused(seventeen):
    assert not identity.is_resident_id(make(seventeen), TODAY)


@pytest.mark.parametrize(
    "number", ["", "1", "X" * 18, "11010519491231002", "110105194912310021", "一" * 18, "²" * 18]
)
def test_other_texts_are_no_identity_numbers(number):
    assert not identity.is_resident_id(number, TODAY)


@pytest.mark.parametrize(
    ("kind", "number", "good"),
    [
        ("414", "E12345678", True),
        ("414", "E1", False),
        ("414", "护照12345", False),
        ("553", make("91112419900101001"), True),
        ("553", "911124199001010011", False),
        ("516", "H12345678", True),
        ("516", "810000199001010012", False),
        ("511", make("83000019900101001"), True),
        ("511", "12345678", True),
    ],
)
def test_other_documents(kind, number, good):
    assert identity.is_document(kind, number, TODAY) is good


def test_birth_and_sex_follow_from_the_number():
    assert identity.birth_date_of("11010519491231002X") == dt.date(1949, 12, 31)
    assert not identity.is_male("11010519491231002X")
    assert identity.is_male(make("11010519491231001"))


@pytest.mark.parametrize(
    "typed",
    [
        "13912345678",
        "+86 139 1234 5678",
        "8613912345678",
        "0086-139-1234-5678",
        "１３９１２３４５６７８",
        "139-1234-5678 ",
    ],
)
def test_phones_have_one_normal_form(typed):
    assert identity.normal_phone(typed) == "13912345678"
    assert identity.is_mobile(identity.normal_phone(typed))


@pytest.mark.parametrize(
    ("phone", "mobile", "any_phone", "public"),
    [
        ("09417123456", False, True, True),
        ("12345", False, False, True),
        ("4001234567", False, False, True),
        ("12912345678", False, False, False),
        ("1391234567", False, False, False),
        ("电话", False, False, False),
        ("", False, False, False),
    ],
)
def test_kinds_of_phones(phone, mobile, any_phone, public):
    found = identity.is_mobile(phone), identity.is_phone(phone), identity.is_public_phone(phone)
    assert found == (mobile, any_phone, public)


def test_masks_leave_the_ends_only():
    assert identity.masked_document("11010519491231002X") == "1***************2X"
    assert identity.masked_document("AB") == "**"
    assert identity.masked_document("") == ""


@pytest.mark.parametrize(
    "number", ["11010519491331002X", "1101051949 231002X", "110105", "1101051949+1+1002X", ""]
)
def test_a_number_without_a_day_has_no_date_of_birth(number):
    assert identity.birth_date_of(number) is None


def test_a_check_digit_needs_seventeen():
    with pytest.raises(ValueError, match="17 digits"):
        identity.check_digit("110105")


@pytest.mark.parametrize(("day", "age"), [((2026, 2, 28), 21), ((2026, 3, 1), 22), ((2028, 2, 29), 24)])
def test_age_of_somebody_born_on_a_leap_day(day, age):
    assert identity.age_on(dt.date(2004, 2, 29), dt.date(*day)) == age
