import datetime as dt
from decimal import Decimal

import pytest

from cda.lib import formats

FRIDAY = dt.date(2026, 2, 6)
NOON = dt.datetime(2026, 2, 6, 19, 5, tzinfo=dt.UTC)
GUATEMALA, NEW_YORK = "America/Guatemala", "America/New_York"
NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("language", "day", "weekday", "weekday_long", "long_date", "clock"),
    [
        (
            "en",
            "Feb 6",
            "Fri, Feb 6",
            "Friday, February 6",
            "February 6, 2026",
            "1:05 PM",
        ),
        ("es", "6 feb", "vie 6 feb", "viernes 6 de febrero", "6 de febrero de 2026", "13:05"),
        (
            "pt-br",
            "6 fev",
            "sex, 6 fev",
            "sexta-feira, 6 de fevereiro",
            "6 de fevereiro de 2026",
            "13:05",
        ),
    ],
)
def test_the_named_formats(language, day, weekday, weekday_long, long_date, clock):
    assert formats.day(FRIDAY, language) == day
    assert formats.weekday(FRIDAY, language) == weekday
    assert formats.weekday_long(FRIDAY, language) == weekday_long
    assert formats.long_date(FRIDAY, language) == long_date
    assert formats.clock(NOON, GUATEMALA, language) == clock


@pytest.mark.parametrize(("hour", "text"), [(0, "12:30 AM"), (11, "11:30 AM"), (12, "12:30 PM")])
def test_clock_around_noon_and_midnight(hour, text):
    assert formats.clock(NOON.replace(hour=hour, minute=30), "", "en") == text


@pytest.mark.parametrize("language", ["en", "es", "pt-br"])
@pytest.mark.parametrize("month", range(1, 13))
def test_no_month_is_a_number_or_has_a_dot(language, month):
    text = formats.day(dt.date(2026, month, 10), language)
    assert "." not in text
    assert len(text.replace("10", "").strip()) >= 3


@pytest.mark.parametrize(
    ("precision", "language", "text"),
    [
        ("day", "en", "November 20, 2025"),
        ("month", "en", "November 2025"),
        ("month", "es", "noviembre de 2025"),
        ("month", "pt-br", "novembro de 2025"),
        ("quarter", "en", "4th quarter of 2025"),
        ("quarter", "es", "4.º trimestre de 2025"),
        ("quarter", "pt-br", "4º trimestre de 2025"),
    ],
)
def test_when_is_as_precise_as_it_is_known(precision, language, text):
    assert formats.when(dt.date(2025, 11, 20), precision, language) == text


@pytest.mark.parametrize(
    ("last", "language", "text"),
    [
        (dt.date(2026, 3, 4), "en", "March 4, 2026"),
        (dt.date(2026, 3, 6), "en", "March 4–6, 2026"),
        (dt.date(2026, 3, 6), "es", "4 a 6 de marzo de 2026"),
        (dt.date(2026, 3, 6), "pt-br", "4 a 6 de março de 2026"),
        (dt.date(2026, 4, 2), "en", "March 4 to April 2, 2026"),
        (dt.date(2026, 4, 2), "es", "4 de marzo a 2 de abril de 2026"),
        (dt.date(2027, 1, 2), "en", "March 4, 2026 to January 2, 2027"),
    ],
)
def test_date_range(last, language, text):
    assert formats.date_range(dt.date(2026, 3, 4), last, language) == text


def test_quarters_of_a_plan():
    start = dt.date(2026, 5, 17)
    assert formats.quarter_start(start, 0) == dt.date(2026, 4, 1)
    assert formats.quarter_start(start, 3) == dt.date(2027, 1, 1)
    assert formats.quarter_start(start, 11) == dt.date(2029, 1, 1)
    assert formats.quarter_name(start, "en") == "Q2 2026"
    assert formats.quarter_name(start, "es") == "T2 2026"
    assert formats.month_span(start, dt.date(2028, 12, 1), "en") == "May 2026 to Dec 2028"
    assert formats.month_span(start, dt.date(2028, 12, 1), "pt-br") == "mai 2026 a dez 2028"


def test_moment_and_its_zone():
    assert formats.moment(NOON, GUATEMALA, "en") == "February 6, 2026, 1:05 PM"
    assert formats.moment(NOON, GUATEMALA, "es") == "6 de febrero de 2026, 13:05"
    assert formats.offset(NOON, GUATEMALA) == "UTC−6"
    assert formats.offset(NOON, "America/St_Johns") == "UTC−3:30"
    assert formats.offset(NOON, "Asia/Tokyo") == "UTC+9"
    assert formats.offset(NOON, "UTC") == "UTC"
    assert formats.zone_words("Valle Sereno", "UTC−6") == "Valle Sereno time (UTC−6)"


def test_hours_between_two_cities_change_with_the_clocks():
    summer = dt.datetime(2026, 7, 6, 19, 5, tzinfo=dt.UTC)
    assert formats.minutes_between(NOON, NEW_YORK, GUATEMALA) == -60
    assert formats.minutes_between(summer, NEW_YORK, GUATEMALA) == -120


def test_zones_are_named_by_city():
    assert formats.zone_city("America/Sao_Paulo", "pt-br") == "São Paulo"
    assert formats.zone_city(GUATEMALA, "es") == "Guatemala"


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("es-MX", "1,400,000.5"),
        ("es-GT", "1,400,000.5"),
        ("es-CO", "1.400.000,5"),
        ("pt-BR", "1.400.000,5"),
        ("es-CR", "1 400 000,5"),
        ("en-US", "1,400,000.5"),
    ],
)
def test_numbers_follow_the_country(locale, text):
    shown = formats.number(Decimal("1400000.5"), locale)
    assert shown.replace(NBSP, " ").replace("\u202f", " ") == text


@pytest.mark.parametrize(
    ("amount", "locale", "text"),
    [
        (90_000, "en-US", "USD 90,000"),
        (90_000, "es-CO", "USD 90.000"),
        (Decimal("12.5"), "es-MX", "USD 12.50"),
        (Decimal("-3"), "en-US", "USD -3"),
    ],
)
def test_money_always_says_the_currency(amount, locale, text):
    assert formats.money(amount, "USD", locale) == text.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("amount", "locale", "text"),
    [
        (1_400_000, "en-US", "USD 1.4 M"),
        (1_400_000, "es-CO", "USD 1,4 M"),
        (1_400_000, "es-MX", "USD 1.4 M"),
        (1_400_000, "pt-BR", "USD 1,4 mi"),
        (2_000_000_000, "pt-BR", "USD 2 bi"),
        (2_000_000_000, "es-CO", "USD 2.000 M"),
        (180_000, "en-US", "USD 180,000"),
    ],
)
def test_money_short(amount, locale, text):
    assert formats.money_short(amount, "USD", locale) == text.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("language", "text"), [("en", "62%"), ("es", f"62{NBSP}%"), ("pt-br", "62%")]
)
def test_percent_follows_the_language(language, text):
    assert formats.percent(62, language) == text


def test_days_in_words():
    assert formats.days_late(1) == "1 day late"
    assert formats.days_late(3) == "3 days late"
    assert [formats.days_ago(days) for days in (0, 1, 8)] == ["today", "yesterday", "8 days ago"]
    assert [formats.days_until(days) for days in (0, 1, 3)] == ["today", "tomorrow", "in 3 days"]
    assert [formats.days_quiet(days) for days in (1, 12)] == ["1 day quiet", "12 days quiet"]
