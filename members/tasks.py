from celery import shared_task


@shared_task
def refresh_names() -> None:
    from members.services import naming

    naming.refresh_names()


@shared_task
def record_due_requests() -> None:
    """Representatives accepted ahead of time take office."""
    from django.utils import timezone

    from alliance.periods import today
    from members.services.requests import record_due

    record_due(on=today(), at=timezone.now())


@shared_task
def discard_forgotten_imports() -> None:
    from members.sheets import desk

    desk.discard_forgotten()


@shared_task
def bring_directory_up_to_date() -> None:
    """The first visitor of the day need not wait for it."""
    from alliance.periods import today
    from members.services.listings import bring_up_to_date

    bring_up_to_date(today())


@shared_task
def erase_forgotten_applications() -> None:
    """Applications that came to nothing keep no data of people longer than was promised."""
    from django.utils import timezone

    from members.services.applications import erase_forgotten

    erase_forgotten(at=timezone.now())
