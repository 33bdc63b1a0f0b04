"""Jobs as people call them."""

from django import template

from alliance.jobs import kind_label

register = template.Library()

register.filter("job_kind", kind_label)
