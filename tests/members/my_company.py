"""Two companies, their people and an officer: who keeps whose entry."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from members.models import Affiliation, BusinessField, Contact, EntryDraft, Person, User
from members.services import entries
from members.services.admission import admit
from members.services.affiliations import take_post
from members.services.naming import record_organisation
from tests.pages import form_values

DAY = date(2025, 11, 26)
AT = datetime(2025, 11, 26, 3, tzinfo=UTC)
REPRESENTATIVE = Affiliation.ActingRole.REPRESENTATIVE
STAFF = Affiliation.ActingRole.STAFF


def company_named(name, **fields):
    company = record_organisation(name=name)
    admit(organisation=company, on=date(2022, 1, 1), kind="company", sub_kind="small", by=None)
    Contact.objects.create(
        organisation=company, name=f"{name} 담당", email="in@gaon.example", phone="02-000-0000"
    )
    for field, value in fields.items():
        setattr(company, field, value)
    company.save()
    return company


def person_of(company, email, role=REPRESENTATIVE):
    person = Person.objects.create(name=email.partition("@")[0])
    post = take_post(
        person=person, organisation=company, title="과장", on=date(2025, 1, 1), acts_for=True
    )
    Affiliation.objects.filter(pk=post.pk).update(acting_role=role)
    return User.objects.create_user(email, person=person)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def path(company, page=""):
    return f"/my/{company.slug}/entry/{page}"


def png(size=(300, 200), colour="#256ef4"):
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, "PNG")
    return SimpleUploadedFile("로고.png", stream.getvalue(), "image/png")


def form_of(client, company):
    return form_values(client.get(path(company)), "//main//form")


def written(client, company, **changes):
    """What a browser sends after somebody opened the form and typed."""
    values = form_of(client, company)
    for name, value in changes.items():
        values[name] = value
    return values


def save(client, company, **changes):
    return client.post(path(company), written(client, company, **changes))


def draft_of(company) -> EntryDraft:
    return entries.open_draft(company)


def hand_in(client, company):
    values = form_values(
        client.get(path(company, "preview/")), "//main//form[contains(@action, 'submit')]"
    )
    return client.post(path(company, "submit/"), values)


def field(name):
    return BusinessField.objects.get_or_create(name=name)[0]
