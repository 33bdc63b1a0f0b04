from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from alliance.errors import RuleViolation
from alliance.models import VersionedModel


def save_checked(record: VersionedModel) -> None:
    """Save what the record's own constraints allow; say in words what they refuse, and of what."""
    try:
        record.full_clean()
    except ValidationError as error:
        raise RuleViolation("; ".join(_in_words(record, error))) from error
    record.save()


def _in_words(record: VersionedModel, error: ValidationError) -> list[str]:
    words = []
    for name, messages in error.message_dict.items():
        told = " ".join(messages)
        if name != NON_FIELD_ERRORS:
            told = f"{record._meta.get_field(name).verbose_name}: {told}"  # type: ignore[union-attr]
        words.append(told)
    return words
