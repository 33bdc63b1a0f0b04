"""Pages that belong to the portal as a whole."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from alliance.models import Job
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


@require_safe
def job_progress(request: HttpRequest, key: UUID) -> JsonResponse:
    """How far a job is; for officers and for the person who asked for it."""
    job = get_object_or_404(Job, key=key)
    if not (request.user.is_staff or job.requested_by_id == request.user.pk):
        raise Http404
    return JsonResponse(
        {
            "state": job.state,
            "percent": job.percent,
            "step": job.step,
            "error": job.error,
            "over": job.is_over,
        }
    )
