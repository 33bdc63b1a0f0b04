from django import template

from newsletter.mail_page import ShownPicture
from newsletter.rendering import Banner

register = template.Library()


@register.filter
def of_banner(pictures: dict[int, ShownPicture], banner: Banner) -> ShownPicture | None:
    return pictures.get(banner.promotion)
