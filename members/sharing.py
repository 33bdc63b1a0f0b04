"""What an organisation's page tells machines: search engines, and those who preview a link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from alliance.models import Picture
from members.models import Organisation
from members.public_entry import ReleasedParts

DESCRIPTION_LETTERS = 150


@dataclass(frozen=True)
class SharedPage:
    address: str
    title: str
    description: str
    # The logo's address where it is public; a preview without a picture shows the text alone.
    image: str
    # https://schema.org/Organization
    structured: dict[str, Any]


def shared_page(
    organisation: Organisation,
    parts: ReleasedParts,
    *,
    logo: Picture | None,
    class_label: str,
    former: list[str],
) -> SharedPage:
    address = settings.SITE_URL + organisation.get_absolute_url()
    said = " ".join((parts.introduction or ", ".join(parts.words)).split())
    description = said[:DESCRIPTION_LETTERS] or _("%(kind)s, member of the Metaverse Alliance") % {
        "kind": class_label
    }
    image = settings.SITE_URL + logo.file.url if logo else ""
    facts = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": address,
        "url": address,
        "name": organisation.name,
        "alternateName": [name for name in (organisation.short_name, *former) if name],
        "description": parts.introduction,
        "sameAs": parts.homepage,
        "logo": image,
        "knowsAbout": parts.words,
        "makesOffer": [
            {"@type": "Offer", "itemOffered": {"@type": "Product", "name": product}}
            for product in parts.products
        ],
        "address": organisation.region
        and {
            "@type": "PostalAddress",
            "addressCountry": "KR",
            "addressRegion": organisation.get_region_display(),
        },
        "memberOf": {
            "@type": "Organization",
            "name": _("Metaverse Alliance"),
            "url": settings.SITE_URL,
        },
    }
    if organisation.region == Organisation.Region.ABROAD:
        del facts["address"]
    return SharedPage(
        address,
        organisation.name,
        description,
        image,
        {key: value for key, value in facts.items() if value},
    )
