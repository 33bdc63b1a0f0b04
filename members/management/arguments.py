"""Argument types of the commands. argparse turns their refusals into exit code 2."""

import argparse
from datetime import date


def iso_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"not a date like 2025-11-26: {text}"
        raise argparse.ArgumentTypeError(message) from None
