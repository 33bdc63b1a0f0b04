"""Pages that belong to the portal as a whole."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alliance import jobs
from alliance.models import Job
from alliance.panels import PanelContext, PanelPlace, panels_for
from alliance.periods import today


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context = PanelContext(user=request.user, on=today())
    return render(request, "alliance/home.html", {"panels": panels_for(PanelPlace.HOME, context)})


@require_safe
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
            "state_label": job.get_state_display(),
            "percent": job.percent,
            "step": job.step,
            "error": job.error,
            "over": job.is_over,
        }
    )


@require_POST
def job_retry(request: HttpRequest, key: UUID) -> HttpResponse:
    """Officers have a failed job tried once more."""
    if not request.user.is_staff:
        raise Http404
    job = get_object_or_404(Job, key=key)
    if jobs.retry(job.pk, by=request.user):
        messages.success(request, _("It is tried once more."))
    else:
        messages.info(request, _("The job is not one that failed."))
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = reverse("admin:index")
    return redirect(target)
