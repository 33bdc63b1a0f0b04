from django.core.exceptions import ValidationError

from alliance.errors import RuleViolation
from alliance.models import VersionedModel


def save_checked(record: VersionedModel) -> None:
    """Save what the record's own constraints allow; say in words what they refuse."""
    try:
        record.full_clean()
    except ValidationError as error:
        raise RuleViolation("; ".join(error.messages)) from error
    record.save()
