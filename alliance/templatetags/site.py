"""What templates ask where no context reaches them: error pages."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def is_demo() -> bool:
    return bool(settings.DEMO)
