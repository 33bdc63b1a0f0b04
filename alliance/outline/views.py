"""The live preview's address."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from alliance.outline.cleaning import MAX_CHARACTERS
from alliance.outline.preview import preview


# Not a redirect to the sign-in page: a script asks here, and would show that page as the preview.
@login_not_required
@require_POST
@csrf_protect
def outline_preview(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        raise PermissionDenied
    if not admin.site.has_permission(request):
        raise Http404
    text = request.POST.get("text", "")
    if len(text) > MAX_CHARACTERS:
        return render(
            request, "alliance/_outline_preview.html", {"limit": MAX_CHARACTERS}, status=413
        )
    return render(request, "alliance/_outline_preview.html", {"preview": preview(text)})
