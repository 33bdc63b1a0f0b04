"""Argument types of the commands. argparse turns their refusals into exit code 2."""

import argparse
from datetime import date

from alliance.periods import today
from members.validators import plausible_day


def iso_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"not a date like 2025-11-26: {text}"
        raise argparse.ArgumentTypeError(message) from None


def recording_day(text: str) -> date:
    """A day that the register may tell of."""
    day = iso_date(text)
    if not plausible_day(day, on=today()):
        message = f"the year cannot be right: {text}"
        raise argparse.ArgumentTypeError(message)
    return day
