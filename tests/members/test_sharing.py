"""What search engines and link previews are told of a member."""

from __future__ import annotations

import json
from datetime import date

import pytest
from lxml import etree

from members.models import BusinessField
from members.services.register import NewOrganisation, register_many
from tests import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def gaon(officer, day, settings):
    settings.SITE_URL = "https://alliance.example"
    entry = NewOrganisation(
        name="주식회사 가온",
        short_name="가온",
        kind="company",
        sub_kind="small",
        joined_on=date(2024, 3, 2),
        region="seoul",
        introduction="</script><script>alert(1)</script> 소개",
        homepage="https://gaon.example/",
        fields=("실감 교육",),
    )
    return register_many([entry], by=officer)[0]


def told(client, organisation):
    response = client.get(organisation.get_absolute_url())
    tree = pages.tree(response)
    (data,) = tree.xpath("//script[@type='application/ld+json']/text()")
    meta = {
        each.get("property") or each.get("name"): each.get("content")
        for each in tree.xpath("//meta")
    }
    return json.loads(data), meta, tree


def test_structured_data_is_what_is_released(client, gaon):
    facts, meta, tree = told(client, gaon)

    address = "https://alliance.example" + gaon.get_absolute_url()
    assert facts == {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": address,
        "url": address,
        "name": "주식회사 가온",
        "alternateName": ["가온"],
        "description": "</script><script>alert(1)</script> 소개",
        "sameAs": "https://gaon.example/",
        "knowsAbout": ["실감 교육"],
        "address": {"@type": "PostalAddress", "addressCountry": "KR", "addressRegion": "서울"},
        "memberOf": {
            "@type": "Organization",
            "name": "메타버스 얼라이언스",
            "url": "https://alliance.example",
        },
    }
    assert meta["og:title"] == "주식회사 가온"
    assert meta["og:url"] == tree.xpath("//link[@rel='canonical']/@href")[0] == address
    assert tree.xpath("//script[not(@src)][not(@type)]") == []


def test_what_is_kept_is_told_to_no_machine(client, gaon):
    gaon.shows_introduction = gaon.shows_homepage = gaon.shows_business_fields = False
    gaon.save()

    facts, meta, _ = told(client, gaon)

    assert not {"description", "sameAs", "knowsAbout"} & facts.keys()
    assert meta["og:description"] == meta["description"] == "메타버스 얼라이언스 회원사 (소기업)"


def test_members_in_the_same_fields_are_shown_the_closest_first(client, gaon, officer):
    def join(name, *fields):
        entry = NewOrganisation(
            name=name, kind="company", sub_kind="small", joined_on=date(2025, 1, 2), fields=fields
        )
        return register_many([entry], by=officer)[0]

    gaon.business_fields.add(BusinessField.objects.create(name="게임"))
    join("하나", "게임")
    join("둘", "게임", "실감 교육")
    kept = join("비공개", "게임")
    kept.shows_business_fields = False
    kept.save()
    join("다른 분야", "의료")
    client.get("/member_companies/")

    similar = client.get(gaon.get_absolute_url()).context["similar"]

    assert [listing.name for listing in similar] == ["둘", "하나"]


def test_sitemap_lists_public_members_at_the_portals_address(client, gaon, officer):
    hidden = NewOrganisation(
        name="안보임", kind="company", sub_kind="small", joined_on=date(2025, 1, 2), is_listed=False
    )
    register_many([hidden], by=officer)

    index = etree.fromstring(client.get("/sitemap.xml").content)
    members = etree.fromstring(client.get("/sitemap-members.xml").content)

    assert "https://alliance.example/sitemap-members.xml" in index.xpath(
        "//*[local-name()='loc']/text()"
    )
    assert members.xpath("//*[local-name()='loc']/text()") == [
        "https://alliance.example" + gaon.get_absolute_url()
    ]
    assert client.get("/sitemap-none.xml").status_code == 404
