"""What the public sees of events: those that are announced."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from alliance.periods import today
from events.models import Event
from events.reports import programme_body, roles_body

PAGE_SIZE = 20


@login_not_required
@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    """Upcoming events first, all of them; past ones by pages below."""
    day = today()
    announced = Event.objects.announced_by(day).select_related("place").cancelled_as_of(day)
    past = Paginator(announced.past(day), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "upcoming": announced.upcoming(day) if past.number == 1 else (),
        "past": past,
        "page_numbers": list(past.paginator.get_elided_page_range(past.number)),
    }
    return render(request, "events/event_list.html", context)


@login_not_required
@require_safe
def event_detail(request: HttpRequest, pk: int) -> HttpResponse:
    day = today()
    event = get_object_or_404(Event.objects.announced_by(day).printable(), pk=pk)
    context = {
        "event": event,
        "is_cancelled": event.is_cancelled_on(day),
        "is_plan": event.date > day,
        "roles": roles_body(event.roles.all()),
        "programme": programme_body(event.programme.all()),
        "sessions": [
            {"number": session.number, "title": session.printed, "room": session.room}
            for session in event.sessions.all()
        ],
        "pictures": event.pictures.all(),
        "attachments": event.attachments.all(),
    }
    return render(request, "events/event_detail.html", context)
