"""Object storage whose addresses lead through the portal."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage


class ObjectStorage(S3Storage):
    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """The portal's own address, where it is asked who is reading; never the bucket's."""
        return settings.MEDIA_URL + str(filepath_to_uri(name))
