"""The only door between a document and the world: project files and the document's own pictures.

Imports WeasyPrint, so it is itself imported inside functions only (see `engine.weasyprint`).
"""

from __future__ import annotations

import io
import logging
import mimetypes
import warnings
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from PIL import Image, UnidentifiedImageError
from weasyprint.urls import URLFetcher, URLFetcherResponse

from alliance.rendering.document import Picture
from alliance.rendering.errors import RefusedAddress, UnusablePicture

logger = logging.getLogger(__name__)

STATIC_FILES = (".otf", ".ttf", ".png", ".jpg", ".jpeg", ".svg")
PICTURE_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
MOST_PIXELS = 40_000_000


class PacketFetcher(URLFetcher):
    """Serves `static:` and `picture:` addresses; refuses and logs everything else."""

    def __init__(self, pictures: Mapping[str, Picture]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.pictures = pictures

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        scheme, _, rest = url.partition(":")
        try:
            if scheme == "static":
                return self._static(url, unquote(rest))
            if scheme == "picture":
                return self._picture(url, unquote(rest))
        except RefusedAddress:
            pass
        logger.warning("Refused to fetch %.200s for a document", url)
        raise RefusedAddress(url)

    def open(self, url: Any, data: Any = None, timeout: Any = None) -> URLFetcherResponse:
        """The inherited way in for handlers of urllib, redirects among them."""
        return self.fetch(getattr(url, "full_url", url))

    def _static(self, url: str, path: str) -> URLFetcherResponse:
        file = static_file(path)
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": kind})

    def _picture(self, url: str, key: str) -> URLFetcherResponse:
        if key not in self.pictures:
            raise RefusedAddress(url)
        content = self.pictures[key].read()
        return URLFetcherResponse(url, content, {"Content-Type": picture_type(content)})


def static_file(path: str) -> Path:
    """A project file by its static path; nothing outside the static folders."""
    clean = PurePosixPath(path)
    if clean.is_absolute() or ".." in clean.parts or "\\" in path or "\0" in path:
        raise RefusedAddress(path)
    if clean.suffix.lower() not in STATIC_FILES:
        raise RefusedAddress(path)
    try:
        found = finders.find(str(clean))
    except SuspiciousFileOperation:
        raise RefusedAddress(path) from None
    if not found:
        raise RefusedAddress(path)
    return Path(found)


def picture_type(content: bytes) -> str:
    """The type of a raster picture by its content; anything else is refused, and so are bombs."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list(PICTURE_TYPES)) as image:
                width, height = image.size
                kind = image.format or ""
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError) as error:
        raise UnusablePicture from error
    if width * height > MOST_PIXELS:
        raise UnusablePicture
    return PICTURE_TYPES[kind]
