"""One line of text: a title, a name, a label.

What is pasted from a web page or a word processor brings along line breaks, control characters
and signs that turn the direction of writing; printed, they would break the line or show it
backwards. They are folded away wherever such a text comes in.
"""

from __future__ import annotations

import re
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

_BREAKS = re.compile("[ \u00a0]*[\t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]+[ \u00a0]*")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ufeff\ufffe\uffff\ud800-\udfff]"
)


def one_line(text: str) -> str:
    """Breaks become a space; what has no shape of its own goes."""
    folded = _UNSEEN.sub("", _BREAKS.sub(" ", text))
    return folded if folded == text else folded.strip()


class LineField(models.CharField):
    """A `CharField` that holds one line, however it is filled."""

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        # The column is a CharField's, so migrations need not know.
        name, _path, args, kwargs = super().deconstruct()
        return str(name), "django.db.models.CharField", list(args), kwargs

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return one_line(text) if isinstance(text, str) else text

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str) and (folded := one_line(value)) != value:
            setattr(model_instance, self.attname, folded)
            return folded
        return value

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        # Bulk updates come by here alone.
        prepared = super().get_db_prep_save(value, connection)
        return one_line(prepared) if isinstance(prepared, str) else prepared
