"""Small drawings in the text, with the words that describe them, and notes at the foot."""

import json
from functools import cache
from io import BytesIO

from django.conf import settings
from PIL import Image, ImageDraw

from cda.demo.calendar import Calendar
from cda.demo.content import Data
from cda.demo.story import Chapter
from cda.demo.writing import MORNING, paragraphs, section_of
from strategy.actions.drafting import write_section
from strategy.actions.picturing import add_picture
from strategy.models.text import figure, to_text

# After the section was written (half past), before it is declared ready.
SOON_AFTER = 0.6
SHADES = ("#0e4d5c", "#4d8593", "#a9c9d0")
PAPER, INK = "#ffffff", "#17202a"
WIDE, HIGH, GAP, LETTER = 1600, 300, 12, 72


@cache
def pictures() -> Data:
    file = settings.BASE_DIR / "cda" / "demo" / "content" / "pictures.json"
    told: Data = json.loads(file.read_text("utf-8"))
    return told


def tell_pictures(chapter: Chapter, calendar: Calendar) -> None:
    told = pictures().get(chapter.slug)
    if not told:
        return
    sections = chapter.data["strategy"]["sections"]
    code = told["section"]
    day = calendar.open_day(sections[code]["days_touched"])
    hour = MORNING + list(sections).index(code) % 9
    author = sections[code]["assignee"] or chapter.lead_address
    chapter.on(day, hour + SOON_AFTER, _add, chapter, told, author)


def _add(chapter: Chapter, told: Data, address: str) -> None:
    section, author = section_of(chapter, told["section"]), chapter.person(address)
    drawing = _bars(told["bars"]) if "bars" in told else _dots(*told["dots"])
    kept = add_picture(section.strategy, drawing, by=author)
    line = to_text([figure(kept.key, told["alt"], told["caption"])])
    text = _placed(paragraphs(to_text(section.blocks)), line, told)
    write_section(section, text=text, base_version=section.version, by=author)


def _placed(parts: list[str], line: str, told: Data) -> str:
    """After the paragraph that it shows, which gets its note; else at the end."""
    place = next((n for n, part in enumerate(parts) if told["after"] in part), len(parts) - 1)
    if told["note"]:
        noted = f"{told['after']}^[{told['note']}]"
        parts[place] = parts[place].replace(told["after"], noted, 1)
    return "\n\n".join([*parts[: place + 1], line, *parts[place + 1 :]])


def _bars(minutes: list[int]) -> bytes:
    """One bar, as long as the hour; each part says its minutes."""
    sheet = Image.new("RGB", (WIDE, HIGH), PAPER)
    pen, left = ImageDraw.Draw(sheet), 0.0
    for number, part in enumerate(minutes):
        right = left + WIDE * part / sum(minutes)
        shade = SHADES[number % len(SHADES)]
        pen.rectangle((left, 0, right - GAP, HIGH), fill=shade)
        ink = INK if shade == SHADES[-1] else PAPER
        middle = ((left + right - GAP) / 2, HIGH / 2)
        pen.text(middle, str(part), fill=ink, anchor="mm", font_size=LETTER)
        left = right
    return _bytes(sheet)


def _dots(full: int, empty: int) -> bytes:
    """A row of circles: drawn at twice the size, so that their edges are smooth."""
    step = 2 * WIDE // (full + empty)
    sheet = Image.new("RGB", (2 * WIDE, step), PAPER)
    pen = ImageDraw.Draw(sheet)
    for number in range(full + empty):
        box = (number * step + 24, 24, (number + 1) * step - 24, step - 24)
        fill = SHADES[0] if number < full else PAPER
        pen.ellipse(box, fill=fill, outline=SHADES[0], width=16)
    return _bytes(sheet.resize((WIDE, step // 2)))


def _bytes(sheet: Image.Image) -> bytes:
    stream = BytesIO()
    sheet.save(stream, "PNG")
    return stream.getvalue()
