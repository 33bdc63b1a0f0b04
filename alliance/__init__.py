"""The project package and, as an installed app, the ground that all other apps share."""

from alliance.celery import app as celery_app

__all__ = ["celery_app"]
