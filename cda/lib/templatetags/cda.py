"""The words of our templates: icons, charts, fields, dates. Every tag passes what is active."""

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Sequence
from typing import Any

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from cda.lib import blocks, charts, formats, plan_charts, widgets
from cda.lib.fields import error_links, kind_of, looks_required
from cda.lib.icons import icon as draw_icon
from cda.lib.widgets import chip, part

register = template.Library()

register.filter("late", formats.days_late)
register.filter("ago", formats.days_ago)
register.filter("until", formats.days_until)
register.filter("quiet", formats.days_quiet)
register.filter("number", formats.number)
register.filter("block_number", blocks.block_number)
register.filter("block_icon", blocks.block_icon)
register.filter("block_class", blocks.block_class)
register.simple_tag(charts.heat_cell)
register.simple_tag(widgets.line)
register.simple_tag(charts.heat_legend)
register.simple_tag(charts.gantt_scale)
register.simple_tag(plan_charts.bar, name="plan_bar")
register.simple_tag(formats.money)
register.simple_tag(formats.money_short)


MARK = (70, 100, 55, 85, 40)
WEEK = 7
Zone = str | zoneinfo.ZoneInfo


def language() -> str:
    """The active language; English where none is."""
    return get_language() or "en"


def zone_name(zone: Zone) -> str:
    """A zone by name; the current one when none is given."""
    return str(zone) or timezone.get_current_timezone_name()


def local(value: dt.date) -> dt.date:
    """A day is a date as it stands; a moment is shown in the current zone."""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


@register.simple_tag
def mark() -> SafeString:
    """The product's mark: the five bars, without a meaning of their own."""
    return charts.five_bars(MARK, "", "s")


@register.simple_tag
def bars(values: Sequence[int], label: str | None = None, size: str = "m") -> SafeString:
    """{% bars values %}: the label left out says the five values; "" makes it decoration."""
    return charts.five_bars(values, bars_words(values) if label is None else label, size)


def bars_words(values: Sequence[int]) -> str:
    """The sentence a screen reader says for the five bars."""
    shown = [formats.percent(value, language()) for value in values]
    return gettext(
        "Progress: governance %(governance)s, quality %(quality)s, use %(use)s, "
        "capacity %(capacity)s, transparency %(transparency)s"
    ) % dict(zip(blocks.BLOCKS, shown, strict=True))


@register.simple_tag
def meter(value: int, block: str | int = "", label: str | None = None) -> SafeString:
    """{% meter 75 "quality" %}"""
    return charts.meter(
        value, block, formats.percent(value, language()) if label is None else label
    )


@register.simple_tag
def pillar_icon(block: str | int) -> SafeString:
    """The coloured square with the icon of a building block."""
    return format_html(
        '<span class="pic {}">{}</span>',
        blocks.block_class(block),
        draw_icon(blocks.block_icon(block)),
    )


@register.simple_tag
def pill(text: str, kind: str = "", icon: str = "") -> SafeString:
    """A tag: a word and an icon, never colour alone."""
    return format_html(
        '<span class="tag{}">{}{}</span>',
        f" tag-{kind}" if kind else "",
        draw_icon(icon) if icon else "",
        text,
    )


@register.simple_tag
def due(due_on: dt.date | None, today: dt.date | None = None, done: bool = False) -> SafeString:
    """How a due date stands: late, near, later or done."""
    if done:
        return pill(gettext("Done"), "ok", "check")
    if due_on is None:
        return SafeString("")
    days = (due_on - (today or timezone.localdate())).days
    if days < 0:
        return pill(formats.days_late(-days), "bad", "circle-alert")
    if days < 2:
        return pill(formats.days_until(days), "warn", "clock")
    return pill(formats.day(due_on, language()), "plain")


@register.filter
def initials(name: str) -> str:
    """First letters of the first and the last word: Lucía Montes Herrera is LH."""
    words = str(name).split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.simple_tag
def avatar(name: str, size: str = "") -> SafeString:
    """Initials, never photographs; the name stands beside it."""
    return format_html(
        '<span class="av{}" aria-hidden="true">{}</span>',
        f" av-{size}" if size else "",
        initials(name),
    )


@register.simple_tag
def gantt(start: int, end: int, first: int | None, block: str, label: str) -> SafeString:
    """One initiative over the twelve quarters of the plan."""
    return charts.gantt_bar(start, end, first, block, label)


@register.simple_tag
def line_chart(
    points: Sequence[charts.Point],
    label: str,
    target: formats.Number | None = None,
    unit: str = "",
    locale: str = "",
) -> SafeString:
    """A measured value over time; numbers as the city's country writes them."""
    return charts.line_chart(points, label, target, unit, locale or language())


@register.filter
def day(value: dt.date) -> str:
    """Feb 6"""
    return formats.day(local(value), language())


@register.filter
def weekday(value: dt.date) -> str:
    """Fri, Feb 6"""
    return formats.weekday(local(value), language())


@register.filter
def weekday_long(value: dt.date) -> str:
    """Friday, February 6"""
    return formats.weekday_long(local(value), language())


@register.filter
def long_date(value: dt.date) -> str:
    """February 6, 2026"""
    return formats.long_date(local(value), language())


@register.filter
def clock(value: dt.datetime) -> str:
    """1:05 PM, in the current zone"""
    return formats.clock(value, zone_name("") if timezone.is_aware(value) else "", language())


@register.filter
def percent(value: formats.Number) -> str:
    """62%"""
    return formats.percent(value, language())


@register.simple_tag
def when(value: dt.date, precision: str = "day") -> SafeString:
    """A date as precise as it is known."""
    cut = {"day": 10, "month": 7, "quarter": 4}[precision]
    return format_html(
        '<time datetime="{}">{}</time>',
        value.isoformat()[:cut],
        formats.when(value, precision, language()),
    )


@register.simple_tag
def date_range(start: dt.date, end: dt.date) -> str:
    """March 4–6, 2026"""
    return formats.date_range(start, end, language())


def time_tag(value: dt.datetime, words: str, title: str = "") -> SafeString:
    """The moment for machines in UTC, for people in words."""
    stamp = value.astimezone(dt.UTC).isoformat(timespec="seconds")
    if not title:
        return format_html('<time datetime="{}">{}</time>', stamp, words)
    return format_html('<time datetime="{}" title="{}">{}</time>', stamp, title, words)


@register.simple_tag
def moment(value: dt.datetime, zone: Zone = "", style: str = "full") -> SafeString:
    """A moment on the clocks of a zone; style "relative" uses words within seven days."""
    name = zone_name(zone)
    shown = formats.in_zone(value, name)
    full = formats.moment(value, name, language())
    if style == "full":
        return time_tag(value, full)
    if style == "clock":
        return time_tag(value, formats.clock(value, name, language()))
    if style == "relative":
        days = (formats.in_zone(timezone.now(), name).date() - shown.date()).days
        if 0 <= days < WEEK:
            return time_tag(value, formats.days_ago(days), full)
        style = "day"
    return time_tag(value, formats.date_text(shown, style, language()))


@register.simple_tag
def zone_note(value: dt.datetime, zone: Zone, name: str = "") -> str:
    """Valle Sereno time (UTC−6)"""
    place = name or formats.zone_city(zone_name(zone), language())
    return formats.zone_words(place, formats.offset(value, zone_name(zone)))


@register.simple_tag
def two_zones(
    value: dt.datetime, reader_zone: Zone, other_zone: Zone, other_name: str, reader_name: str = ""
) -> SafeString:
    """11:00 Baltimore · 10:00 Valle Sereno (1 h behind); one time where the clocks agree."""
    mine, theirs = zone_name(reader_zone), zone_name(other_zone)
    minutes = formats.minutes_between(value, mine, theirs)
    here = place_time(value, mine, reader_name or formats.zone_city(mine, language()), "")
    if not minutes:
        return here
    there = place_time(value, theirs, other_name, mine)
    sentence = (
        gettext("{here} · {there} ({hours} h behind)")
        if minutes < 0
        else gettext("{here} · {there} ({hours} h ahead)")
    )
    return format_html(sentence, here=here, there=there, hours=formats.minutes_text(minutes))


def place_time(value: dt.datetime, zone: str, place: str, beside: str) -> SafeString:
    """The time and whose it is; with its weekday where the other clock shows another day."""
    shown = formats.in_zone(value, zone)
    words = formats.clock(value, zone, language())
    if beside and formats.in_zone(value, beside).date() != shown.date():
        words = f"{formats.weekday(shown, language())} {words}"
    return format_html("{} {}", time_tag(value, words), place)


@register.filter
def scrollable(html: SafeString) -> SafeString:
    """Tables that people wrote move sideways by themselves, also by keyboard: not the page."""
    text = conditional_escape(html)
    opened = text.replace("<table>", '<div class="scroll" tabindex="0"><table>')
    return mark_safe(opened.replace("</table>", "</table></div>"))  # noqa: S308  escaped above


@register.simple_tag
def once() -> SafeString:
    """The key by which a form sent twice is saved once."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid.uuid4())


@register.inclusion_tag("_components/field.html")
def field(bound: BoundField, audience: str = "") -> dict[str, Any]:
    """A form field with label, hint and error, and who will see what is written."""
    kind = kind_of(bound)
    own = bound.field.widget.attrs.get("class", "")
    attrs: dict[str, str | bool] = {"class": f"in {own}".strip()} if kind == "control" else {}
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attrs),
        "kind": kind,
        "audience": audience,
        "is_required": looks_required(bound),
    }


@register.inclusion_tag("_components/chips.html")
def chips(bound: BoundField, icon: str = "") -> dict[str, Any]:
    """Choices as chips."""
    return {"bound": bound, "chips": [chip(option, icon) for option in bound]}


@register.inclusion_tag("_components/segment_field.html")
def segment(bound: BoundField, label: str = "") -> dict[str, Any]:
    """Two or three choices side by side."""
    return {"label": label or bound.label, "parts": [part(option) for option in bound]}


@register.inclusion_tag("_components/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """What is wrong, on top of the page, each with a way to it."""
    return {"problems": error_links(forms)}
