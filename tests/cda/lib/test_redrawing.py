"""A picture is drawn anew, or refused in a sentence."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageFile, PngImagePlugin

from cda.lib.errors import RuleBroken
from cda.lib.redrawing import HEAVY, MOST_BYTES, redraw

SCRIPT = b"<script>alert(1)</script>"
UNREADABLE, TOO_MANY_POINTS = "not a picture that can be read", "million points"


def picture(kind="PNG", size=(40, 30), mode="RGB", **options):
    stream = BytesIO()
    Image.new(mode, size, 7 if mode in {"L", "P"} else None).save(stream, kind, **options)
    return stream.getvalue()


def noise(kind, side=1000):
    stream = BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(stream, kind)
    return stream.getvalue()


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width, height, data=b""):
    """A PNG that says how large it is, whatever is in it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(data or b"\0" * 1000, 9))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


def said(text):
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", text)
    return info


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_what_browsers_show_is_kept_as_png_or_jpeg(kind):
    drawn = redraw(picture(kind))
    assert drawn.media_type == ("image/jpeg" if kind == "JPEG" else "image/png")
    assert (drawn.width, drawn.height) == (40, 30)
    with Image.open(BytesIO(drawn.content)) as again:
        assert again.format == drawn.media_type.partition("/")[2].upper()
        assert again.size == (40, 30)
    assert redraw(picture(kind)).sha256 == drawn.sha256


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "1", "LA"])
def test_every_kind_of_points(mode):
    assert redraw(picture(mode=mode)).media_type == "image/png"


def test_a_drawing_keeps_its_holes_and_a_photograph_becomes_small():
    with Image.open(BytesIO(redraw(picture(mode="RGBA")).content)) as again:
        assert again.mode == "RGBA"
    photo = noise("PNG")
    assert len(photo) > HEAVY
    drawn = redraw(photo)
    assert drawn.media_type == "image/jpeg"
    assert len(drawn.content) < len(photo)


def test_a_large_picture_becomes_as_wide_as_it_is_ever_printed():
    drawn = redraw(picture("JPEG", (4000, 3000)))
    assert (drawn.width, drawn.height) == (2000, 1500)
    assert redraw(picture("PNG", (300, 9000))).height == 3000


def test_a_photograph_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    drawn = redraw(picture("JPEG", exif=exif))
    assert (drawn.width, drawn.height) == (30, 40)


def gps():
    exif = Image.Exif()
    exif[0x010E] = "Canary of a camera"
    exif.get_ifd(0x8825)[1] = "N"
    return exif


@pytest.mark.parametrize(
    "hidden",
    [
        picture("JPEG", exif=gps()),
        picture("JPEG", comment=b"Canary of a camera"),
        picture("PNG", exif=gps()),
        picture("PNG", pnginfo=said("Canary of a camera")),
        picture("PNG", icc_profile=b"Canary of a camera" * 9),
        picture("WEBP", exif=gps()),
        picture("WEBP", xmp=b"<x>Canary of a camera</x>"),
        picture("GIF", comment=b"Canary of a camera"),
        picture("PNG") + b"Canary of a camera" + SCRIPT,
        picture("PNG") + b"PK\x03\x04Canary of a camera",
        picture("JPEG") + b"%PDF-1.7 Canary of a camera",
        picture("GIF") + b"<svg onload='alert(1)'>Canary of a camera",
    ],
)
def test_nothing_that_is_hidden_comes_along(hidden):
    kept = redraw(hidden).content
    assert b"Canary" in hidden or b"iCCP" in hidden
    for bait in (b"Canary", b"script", b"PK\x03\x04", b"%PDF", b"svg", b"Exif", b"iCCP", b"tEXt"):
        assert bait not in kept


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
BROKEN = {
    "nothing": b"",
    "words": b"Dear reader",
    "html": b"<!doctype html>" + SCRIPT,
    "svg": SVG,
    "svg with a declaration": b'<?xml version="1.0"?>' + SVG,
    "svg called gif": b"GIF89a" + SVG,
    "gif that is a script": b"GIF89a/*" + b"\0" * 20 + b"*/=alert(1)//",
    "jpeg that is a script": b"\xff\xd8\xff\xe0/*alert(1)*/" + SCRIPT,
    "bmp": picture("BMP"),
    "tiff": picture("TIFF"),
    "icon": picture("ICO"),
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n",
    "pdf": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript>>>>endobj",
    "zip": b"PK\x03\x04" + b"\0" * 60,
    "program": b"MZ" + b"\0" * 200,
    "png cut at the head": picture()[:20],
    "png cut in the middle": noise("PNG", 200)[:9000],
    "jpeg cut in the middle": noise("JPEG", 200)[:900],
    "gif cut in the middle": picture("GIF", (400, 400))[:60],
    "webp cut in the middle": noise("WEBP", 200)[:900],
    "png with another sum": picture().replace(b"IDAT", b"IDAU"),
    "png of no points": png(0, 10),
    "png with too few points": png(900, 900, b"\0" * 10),
    "png of one letter": b"\x89",
    "webp of nothing": b"RIFF\x04\0\0\0WEBP",
    "comment that unpacks to much": picture().replace(b"IDAT", b"zTXt", 1),
    "text bomb": picture()[:33]
    + chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 70_000_000, 9))
    + picture()[33:],
}
LARGE = {
    "wide": png(200_000, 1),
    "high": png(1, 200_000),
    "bomb": png(50_000, 50_000),
    "largest": png(2**31 - 1, 2**31 - 1),
    "just too large": png(5001, 5000),
    "gif that says so": b"GIF89a\xff\xff\xff\xff\x00\x00\x00,\0\0\0\0\xff\xff\xff\xff\0\x02\0",
    "webp that says so": b"RIFF\x1e\0\0\0WEBPVP8L\x11\0\0\0\x2f\xff\xff\xff\x0f" + b"\0" * 13,
}


@pytest.mark.parametrize("is_lenient", [False, True])
@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_what_is_no_picture_is_refused_in_a_sentence(content, is_lenient, monkeypatch):
    """Also in a process where somebody told Pillow to make the best of half a picture."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", is_lenient)
    with pytest.raises(RuleBroken, match=UNREADABLE):
        redraw(content)
    assert is_lenient == ImageFile.LOAD_TRUNCATED_IMAGES


@pytest.mark.parametrize("content", LARGE.values(), ids=LARGE)
def test_what_asks_for_too_much_is_refused_before_it_is_unpacked(content):
    with pytest.raises(RuleBroken, match=f"{TOO_MANY_POINTS}|{UNREADABLE}"):
        redraw(content)


def test_too_many_bytes_are_not_even_looked_at():
    with pytest.raises(RuleBroken, match="more than 8 MB"):
        redraw(picture() + b"\0" * MOST_BYTES)
