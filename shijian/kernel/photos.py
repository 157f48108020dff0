"""Photos that people send: checked, turned upright, shrunk, and freed of position and camera before they are kept."""

from __future__ import annotations

import io
import struct
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from django import forms
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
WIDTHS = (1280, 480)
QUALITY = 78
BROKEN = (
    UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error, Image.DecompressionBombError,
)  # fmt: skip


class NotAPhotoError(ValueError):
    """The file cannot be shown as a photo; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a photo lies, and the size of its largest version."""

    file_key: str
    width: int
    height: int


def cleaned(file: IO[bytes]) -> Image.Image:
    """Give the upright picture alone, in red, green and blue. Raises `NotAPhotoError`."""
    try:
        image = Image.open(file, formats=FORMATS)
        if image.width * image.height > MOST_PIXELS:
            raise NotAPhotoError(_("This photo has too many pixels. Take it with a smaller setting."))
        upright = ImageOps.exif_transpose(image).convert("RGBA")
    except NotAPhotoError:
        raise
    except BROKEN:
        raise NotAPhotoError(_("This is no photo that we can read. Send a JPEG, PNG or WebP file.")) from None
    plain = Image.new("RGB", upright.size, "white")
    plain.paste(upright, mask=upright.getchannel("A"))
    return plain


def keep(image: Image.Image) -> Kept:
    """Keep a cleaned photo in each of our widths as WebP. Slow: never inside a transaction."""
    key, size = f"pictures/{uuid.uuid4().hex}", (0, 0)
    for width in WIDTHS:
        version = image.copy()
        version.thumbnail((width, width))
        size = size if any(size) else version.size
        data = io.BytesIO()
        version.save(data, "WEBP", quality=QUALITY, method=4)
        default_storage.save(file_name(key, width), ContentFile(data.getvalue()))
    return Kept(key, *size)


@contextmanager
def held(image: Image.Image | None) -> Iterator[str]:
    """Keep a photo while something is written that names its key, and drop it when that fails; "" for no photo."""
    key = keep(image).file_key if image else ""
    try:
        yield key
    except Exception:
        drop(key) if key else None
        raise


def reply(key: str, width: int = WIDTHS[0], *, cache: str = "no-store") -> FileResponse:
    """One version of a kept photo; who may see it is asked before. Raises `Http404` for one that is gone."""
    try:
        file = default_storage.open(file_name(key or "-", width))
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(file, content_type="image/webp", headers={"Cache-Control": cache})


def file_name(key: str, width: int) -> str:
    """The name of one version in the storage."""
    return f"{key}-{width}.webp"


def drop(key: str) -> None:
    """Remove every version; it is no error if there is none."""
    for width in WIDTHS:
        default_storage.delete(file_name(key, width))


class PhotoField(forms.FileField):
    """A photo: taken or chosen, shown before it is sent, shrunk by the browser where it can."""

    default_error_messages = {"large": gettext_lazy("This file is larger than 10 MB. Send a smaller photo.")}

    def __init__(self, **kwargs: Any) -> None:
        accept = {"accept": "image/jpeg,image/png,image/webp", "data-photo": ""}
        kwargs.setdefault("template_name", "components/forms/photo.html")
        super().__init__(widget=forms.FileInput(attrs=accept), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The upright picture alone, to be given to `keep`."""
        file = super().clean(data, initial)
        if not file:
            return file
        if file.size > MOST_BYTES:
            raise forms.ValidationError(self.error_messages["large"], code="large")
        try:
            return cleaned(file)
        except NotAPhotoError as error:
            raise forms.ValidationError(str(error), code="photo") from None
