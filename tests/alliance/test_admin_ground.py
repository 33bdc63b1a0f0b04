"""What holds for every record in the admin, whichever app registers it."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from alliance.admin.export import ExcelExportMixin
from alliance.admin.inlines import LockedInlineMixin
from alliance.admin.record import LockedAdminMixin
from alliance.models import VersionedModel
from tests.alliance.test_admin_language import english_words

pytestmark = pytest.mark.django_db

ADMINS = sorted(admin.site._registry.values(), key=lambda each: each.model._meta.label)


def name(model_admin):
    return model_admin.model._meta.label


@pytest.fixture
def request_of(officer):
    request = RequestFactory().get("/admin/")
    request.user = officer
    return request


@pytest.mark.parametrize("model_admin", ADMINS, ids=name)
def test_edits_of_every_record_and_row_are_locked(model_admin, request_of):
    unlocked = []
    if issubclass(model_admin.model, VersionedModel):
        may = model_admin.has_change_permission(request_of)
        if may and not isinstance(model_admin, LockedAdminMixin):
            unlocked.append(name(model_admin))
    for inline in model_admin.get_inline_instances(request_of):
        may = inline.has_change_permission(request_of)
        if may and not isinstance(inline, LockedInlineMixin):
            unlocked.append(f"{name(model_admin)}: {name(inline)}")

    assert unlocked == []


@pytest.mark.parametrize("model_admin", ADMINS, ids=name)
def test_every_list_opens_in_korean_and_can_be_exported(model_admin, officer_client):
    options = model_admin.model._meta
    address = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")

    # Parts of a whole lead to the list of wholes.
    response = officer_client.get(address, follow=True)

    assert response.status_code == 200
    assert english_words(response) == set()
    assert isinstance(model_admin, ExcelExportMixin)
    assert officer_client.get(f"{address}export/").status_code == 200


@pytest.mark.parametrize("model_admin", ADMINS, ids=name)
def test_every_form_for_a_new_record_opens_in_korean(model_admin, officer_client, request_of):
    options = model_admin.model._meta

    address = reverse(f"admin:{options.app_label}_{options.model_name}_add")
    response = officer_client.get(address, follow=True)

    if model_admin.has_add_permission(request_of):
        assert response.status_code == 200
        assert english_words(response) == set()
    else:
        assert response.status_code == 403 or response.redirect_chain
