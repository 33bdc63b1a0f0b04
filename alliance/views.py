"""Pages that belong to the portal as a whole."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alliance.panels import PanelContext, PanelPlace, panels_for
from alliance.periods import today


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    context = PanelContext(user=request.user, on=today())
    return render(request, "alliance/home.html", {"panels": panels_for(PanelPlace.HOME, context)})


def my_home(request: HttpRequest) -> HttpResponse:
    context = PanelContext(user=request.user, on=today())
    return render(request, "alliance/my.html", {"panels": panels_for(PanelPlace.MY, context)})


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
