from celery import shared_task


@shared_task
def refresh_names() -> None:
    from members.services import naming

    naming.refresh_names()
