"""The worker without the guard: what a dead process was handing over is simply sent again.

Only to show that the drill notices.
"""

from celery.signals import worker_process_init

from alliance.celery import app

__all__ = ["app"]


@worker_process_init.connect
def remove_the_guard(**_kwargs):
    from django.db.models.functions import Now

    from newsletter.models import Delivery, SenderProcess
    from newsletter.sending import queue

    def careless(*, silence=queue.SILENCE):
        SenderProcess.objects.filter(seen_at__lt=Now() - silence).delete()
        alive = SenderProcess.objects.values("token")
        lost = Delivery.objects.exclude(claimed_by__in=alive)
        return lost.filter(state__in=["claimed", "data"]).update(
            state="queued", token=None, claimed_by=None
        )

    queue.take_back = careless
