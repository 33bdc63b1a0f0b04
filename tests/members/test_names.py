import pytest
from django.core.exceptions import ValidationError

from members.names import (
    as_initials,
    fold_name,
    initial_consonants,
    slug_of,
    sort_key,
    spelling_key,
)
from members.sheets.cells import CellRefused, read_name
from members.validators import (
    normalise_registration_number,
    registration_check_digit,
    validate_name,
    validate_phone,
    validate_registration_number,
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("시어스랩", "시어스랩"),
        ("㈜시어스랩", "시어스랩"),
        ("시어스랩㈜", "시어스랩"),
        ("(주)시어스랩", "시어스랩"),
        ("( 주 ) 시어스 랩", "시어스랩"),
        ("（주）시어스랩", "시어스랩"),
        ("주식회사 시어스랩", "시어스랩"),
        ("시어스랩주식회사", "시어스랩"),
        ("주식 회사 시어스랩", "시어스랩"),
        ("주)시어스랩", "시어스랩"),
        ("유한회사 가나다", "가나다"),
        ("유한책임회사 가나다", "가나다"),
        ("(사)한국협회", "한국협회"),
        ("㈔한국협회", "한국협회"),
        ("사단법인 한국협회", "한국협회"),
        ("재단법인한국재단", "한국재단"),
        ("(재) 한국재단", "한국재단"),
        ("K-META", "kmeta"),
        ("Ｋ－ＭＥＴＡ", "kmeta"),
        ("k meta", "kmeta"),
        ("Sears Lab Co., Ltd.", "searslab"),
        ("Sears Lab Inc", "searslab"),
        ("SPRi", "spri"),
        ("한국인공지능 소프트웨어산업협회", "한국인공지능소프트웨어산업협회"),
        # A bare 주 belongs to the name.
        ("유디포엠주", "유디포엠주"),
        ("주성", "주성"),
        ("한주", "한주"),
        ("(주)주성", "주성"),
        # Nothing else is left: then the letters themselves are the name.
        ("주식회사", "주식회사"),
        ("", ""),
        ("…", ""),
    ],
)
def test_fold_name(written, folded):
    assert fold_name(written) == folded


def test_spelling_key_tells_legal_forms_apart():
    assert spelling_key("주식회사 가온") == spelling_key("㈜ 가온") == spelling_key("(주)가온")
    assert spelling_key("주식회사 가온") != spelling_key("사단법인 가온")


def test_initial_consonants():
    assert initial_consonants("시어스랩") == "ㅅㅇㅅㄹ"
    assert initial_consonants("k메타") == "kㅁㅌ"
    assert initial_consonants("까치") == "ㄲㅊ"


@pytest.mark.parametrize(
    ("typed", "initials"),
    [
        ("ㅁㅌㅂㅅ", "ㅁㅌㅂㅅ"),
        ("ㄳ", "ㄱㅅ"),
        ("ㅄㅎ", "ㅂㅅㅎ"),
        ("메ㅌ", None),
        ("abc", None),
        ("", None),
    ],
)
def test_as_initials(typed, initials):
    assert as_initials(typed) == initials


def test_sort_key_orders_hangul_latin_digits_without_legal_forms():
    names = ["3D메타", "Zeta", "㈜하늘", "alpha", "주식회사 가온", "나래 주식회사", "가람"]

    assert sorted(names, key=sort_key) == [
        "가람",
        "주식회사 가온",
        "나래 주식회사",
        "㈜하늘",
        "alpha",
        "Zeta",
        "3D메타",
    ]
    assert all(sort_key(name).isascii() for name in names)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("주식회사 젭", "주식회사젭"),
        ("㈜시어스 랩", "주시어스랩"),
        ("K-META", "k-meta"),
        ("///", "organisation"),
    ],
)
def test_slug_of(name, slug):
    assert slug_of(name) == slug


@pytest.mark.parametrize("first_nine", ["000010839", "000990001", "123456789", "999999999"])
def test_check_digit_is_the_only_one_that_passes(first_nine):
    right = registration_check_digit(first_nine)
    refused = []
    for digit in range(10):
        if digit != right:
            with pytest.raises(ValidationError) as error:
                validate_registration_number(normalise_registration_number(f"{first_nine}{digit}"))
            refused.append(error.value.code)

    validate_registration_number(normalise_registration_number(f"{first_nine}{right}"))
    assert refused == ["check_digit"] * 9


def test_check_digit_worked_by_hand():
    # 1·1 + 2·3 + 3·7 + 4·1 + 5·3 + 6·7 + 7·1 + 8·3 + 9·5 = 165, and 45 adds its tens: 169.
    assert registration_check_digit("123456789") == 1


@pytest.mark.parametrize("written", ["123456789", "12-345-6789", "가나다", "000-00-0000a", ""])
def test_registration_number_in_another_form_is_refused(written):
    with pytest.raises(ValidationError) as refused:
        validate_registration_number(normalise_registration_number(written))

    assert refused.value.code == "format"


@pytest.mark.parametrize("name", ["!!!", "주식회사", "㈜", "( )"])
def test_name_without_letters_of_its_own_is_none(name):
    with pytest.raises(ValidationError):
        validate_name(name)
    with pytest.raises(CellRefused):
        read_name(name, most=150)


@pytest.mark.parametrize(
    "phone",
    ["02-000-0000", "+82 2 000 0000", "(02) 000-0000", "02.000.0000 내선 12", "1588-0000"],
)
def test_telephone_numbers_as_people_write_them(phone):
    validate_phone(phone)


@pytest.mark.parametrize("phone", ["가나다", "02-1", "02-000-0000 김담당", "----------"])
def test_what_is_no_telephone_number(phone):
    with pytest.raises(ValidationError):
        validate_phone(phone)
