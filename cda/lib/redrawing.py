"""Draw a picture anew: only its points are kept.

What a camera wrote into it, what somebody hid behind its end, a second kind of file in the same
bytes: nothing of that is copied. What asks for too much is refused before it is unpacked.
"""

import hashlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps

from cda.lib.errors import RuleBroken

KINDS = ("PNG", "JPEG", "GIF", "WEBP")
MEBIBYTE = 1024**2
MOST_BYTES = 8 * MEBIBYTE
MOST_POINTS = 25_000_000
MOST_SIDE = 20_000
WIDEST, HIGHEST = 2_000, 3_000
# A drawing stays a PNG, which is exact; a photograph that came as one becomes a JPEG.
HEAVY = MEBIBYTE
QUALITY = 85


@dataclass(frozen=True)
class Redrawn:
    """The bytes that are kept, and what they are."""

    content: bytes
    media_type: str
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def redraw(content: bytes) -> Redrawn:
    """Refuses in a sentence what is no picture, or too large a one."""
    if len(content) > MOST_BYTES:
        raise RuleBroken(
            _("The picture has more than %(limit)s MB. Make it smaller first.")
            % {"limit": MOST_BYTES // MEBIBYTE}
        )
    try:
        with warnings.catch_warnings(), _strictly():
            warnings.simplefilter("error")  # a picture that is suspiciously large only warns
            points = _points(content)
    except RuleBroken:
        raise
    except Exception as error:  # Pillow names a dozen kinds of broken
        raise RuleBroken(
            _("This is not a picture that can be read. Use a PNG, JPEG, WebP or GIF file.")
        ) from error
    return _drawn(points, is_photo=content.startswith(b"\xff\xd8"))


@contextmanager
def _strictly() -> Iterator[None]:
    """Half a picture is none. (WeasyPrint, where it is loaded, tells Pillow to be lenient.)"""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _points(content: bytes) -> Image.Image:
    with Image.open(BytesIO(content), formats=KINDS) as picture:
        width, height = picture.size
        if width * height > MOST_POINTS or max(width, height) > MOST_SIDE:
            raise RuleBroken(
                _("The picture has more than %(limit)s million points. Make it smaller first.")
                % {"limit": MOST_POINTS // 1_000_000}
            )
        picture.draft("RGB", (WIDEST, HIGHEST))  # a large photograph is unpacked smaller
        turned = ImageOps.exif_transpose(picture)
        has_holes = picture.has_transparency_data
    points = turned.convert("RGBA" if has_holes else "RGB")
    points.thumbnail((WIDEST, HIGHEST))
    points.info.clear()
    return points


def _drawn(points: Image.Image, *, is_photo: bool) -> Redrawn:
    content = b"" if is_photo else _saved(points, "PNG")
    kind = "image/png"
    if is_photo or (len(content) > HEAVY and points.mode == "RGB"):
        content, kind = _saved(points.convert("RGB"), "JPEG", quality=QUALITY), "image/jpeg"
    return Redrawn(content, kind, *points.size)


def _saved(points: Image.Image, kind: str, **options: int) -> bytes:
    stream = BytesIO()
    points.save(stream, kind, **options)
    return stream.getvalue()
