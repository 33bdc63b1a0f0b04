from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AllianceConfig(AppConfig):
    name = "alliance"
    verbose_name = _("Shared ground")

    def ready(self) -> None:
        from alliance import (
            checks,  # noqa: F401 -- registers the system checks
            job_panel,  # noqa: F401 -- registers the panel of jobs
        )

        autodiscover_modules("packet_sections")
        autodiscover_modules("panels")
        autodiscover_modules("jobs")
        autodiscover_modules("file_access")
        autodiscover_modules("sitemaps")
        autodiscover_modules("announcements")
