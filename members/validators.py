import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from alliance.periods import today
from members.names import has_own_letters

# The alliance began in 2021; what its register tells of its members is not much older. A name borne
# for longer has no first day at all.
EARLIEST_DAY = date(2010, 1, 1)
YEARS_AHEAD = 2

# Digits and how they are grouped; an extension (내선 12, ext. 12); a second number.
_PHONE = re.compile(
    r"\+?[0-9(][0-9()\s.~/,*#-]*(?:(?:내선|내|ext\.?|x)\s*[0-9]+)?\)?", re.IGNORECASE
)

_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def registration_check_digit(first_nine: str) -> int:
    """The tenth digit of a business registration number (국세청 rule)."""
    digits = [int(digit) for digit in first_nine]
    total = sum(digit * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    total += digits[8] * 5 // 10
    return (10 - total % 10) % 10


def normalise_registration_number(value: str) -> str:
    """`1234567891` and `123-45-67891` become `123-45-67891`; anything else stays as it is."""
    digits = re.sub(r"[\s-]", "", value)
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}" if re.fullmatch(r"\d{10}", digits) else value


def validate_registration_number(value: str) -> None:
    if not re.fullmatch(r"\d{3}-\d{2}-\d{5}", value):
        raise ValidationError(_("Write the registration number as 000-00-00000."), code="format")
    digits = value.replace("-", "")
    if registration_check_digit(digits[:9]) != int(digits[9]):
        raise ValidationError(
            _("The check digit of the registration number is wrong."), code="check_digit"
        )


def validate_name(name: str) -> None:
    if not has_own_letters(name):
        raise ValidationError(
            _("A name needs letters of its own, beside the legal form."), code="no_name"
        )


def validate_phone(phone: str) -> None:
    digits = re.sub(r"[^0-9]", "", phone)
    if not _PHONE.fullmatch(phone.strip()) or not 7 <= len(digits) <= 20:
        raise ValidationError(_("Write the telephone number as 02-000-0000."), code="phone")


def plausible_day(day: date, *, on: date) -> bool:
    """Whether the register may tell of the day at all; looked at on another."""
    return day >= EARLIEST_DAY and day.year <= on.year + YEARS_AHEAD


def validate_plausible_day(day: date) -> None:
    """For forms: a slip of the year (0025, 2099) is told at the field."""
    if not plausible_day(day, on=today()):
        raise ValidationError(
            _("Please look at the year again: %(day)s cannot be right."),
            code="implausible_day",
            params={"day": day.isoformat()},
        )
