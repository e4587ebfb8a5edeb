"""The template tags, as a template author writes them."""

import datetime as dt

import pytest
import time_machine
from django import forms
from django.forms import formset_factory
from django.template import Context, Template, engines
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

NBSP = "\u00a0"
AT = dt.datetime(2026, 2, 10, 16, 0, tzinfo=dt.UTC)
WEDNESDAY = dt.date(2026, 2, 4)


def shown(source, **context):
    return Template(source, engine=engines["django"].engine).render(Context(context))


class Signature(forms.Form):
    name = forms.CharField(label="Full name", help_text="As it is signed.")
    title = forms.CharField(label="Title", required=False)
    answer = forms.ChoiceField(
        label="Finished?", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect
    )
    blocks = forms.MultipleChoiceField(
        label="Parts",
        choices=[("governance", "Governance"), ("other", "Other")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    approve = forms.BooleanField(
        label="I approve", error_messages={"required": "Tick that you approve"}
    )

    def clean(self):
        raise forms.ValidationError("The text changed")


def test_icon_and_mark():
    assert 'class="ic"' in shown('{% icon "check" %}')
    assert 'class="ic on"' in shown('{% icon "check" "on" %}')
    assert 'aria-hidden="true"' in shown("{% mark %}")


def test_bars_say_their_values_unless_told_otherwise():
    said = shown("{% bars values %}", values=[100, 75, 60, 35, 50])
    assert "governance 100%, quality 75%, use 60%, capacity 35%, transparency 50%" in said
    assert 'aria-hidden="true"' in shown('{% bars values "" "l" %}', values=[0] * 5)


def test_meter_and_pillar_icon():
    assert 'aria-label="75%"' in shown('{% meter 75 "quality" %}')
    assert 'class="pic p2"' in shown('{% pillar_icon "quality" %}')
    assert shown('{{ "use"|block_number }} {{ "use"|block_class }}') == "3 p3"
    assert shown('{{ "use"|block_icon }}') == "chart-no-axes-column"


@pytest.mark.parametrize(
    ("days", "words", "look"),
    [
        (-3, "3 days late", "tag-bad"),
        (0, "today", "tag-warn"),
        (1, "tomorrow", "tag-warn"),
        (8, "Feb 12", "tag-plain"),
    ],
)
def test_due_says_how_a_date_stands(days, words, look):
    due_on = WEDNESDAY + dt.timedelta(days=days)
    tag = shown("{% due due_on today %}", due_on=due_on, today=WEDNESDAY)
    assert words in tag
    assert look in tag


def test_due_done_undated_and_by_the_readers_own_day():
    assert "Done" in shown("{% due None None True %}")
    assert shown("{% due None %}") == ""
    with time_machine.travel(AT, tick=False):
        assert "today" in shown("{% due day %}", day=dt.date(2026, 2, 10))


def test_pill_avatar_initials():
    assert shown('{% pill "Ready" %}') == '<span class="tag">Ready</span>'
    assert "tag-ok" in shown('{% pill "Ready" "ok" "check" %}')
    assert shown('{{ "lucía Montes Herrera"|initials }}{{ "Ana"|initials }}') == "LHA"
    assert shown('{{ ""|initials }}') == ""
    assert ">AD<" in shown('{% avatar "Ana Duarte" "s" %}')


def test_words_of_people_are_escaped():
    for source in (
        "{% pill x %}",
        "{% avatar x %}",
        '{% meter 1 "" x %}',
        "{% zone_note at z x %}",
    ):
        assert "<b>" not in shown(source, x="<b> <b>", at=AT, z="UTC")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ on|day }}", "Feb 4"),
        ("{{ on|weekday }}", "Wed, Feb 4"),
        ("{{ on|weekday_long }}", "Wednesday, February 4"),
        ("{{ on|long_date }}", "February 4, 2026"),
        ("{{ 62|percent }}", "62%"),
        ('{{ 1400000|number:"es-CO" }}', "1.400.000"),
        ("{{ 3|late }}, {{ 8|ago }}", "3 days late, 8 days ago"),
        ("{{ 1|until }}, {{ 12|quiet }}", "tomorrow, 12 days quiet"),
        ('{% when on "month" %}', '<time datetime="2026-02">February 2026</time>'),
        ('{% when on "quarter" %}', '<time datetime="2026">1st quarter of 2026</time>'),
        ("{% when on %}", '<time datetime="2026-02-04">February 4, 2026</time>'),
        ("{% date_range on on %}", "February 4, 2026"),
        ('{% money 90000 "USD" "es-CO" %}', f"USD{NBSP}90.000"),
        ('{% money_short 1400000 "USD" "en-US" %}', f"USD{NBSP}1.4{NBSP}M"),
    ],
)
def test_dates_and_numbers(source, text):
    assert shown(source, on=WEDNESDAY) == text


def test_dates_follow_the_active_language_and_zone():
    late = dt.datetime(2026, 2, 11, 3, 0, tzinfo=dt.UTC)
    with translation.override("es"), timezone.override("America/Guatemala"):
        assert shown("{{ at|day }} {{ at|clock }}", at=late) == "10 feb 21:00"
        assert shown("{{ 62|percent }}") == f"62{NBSP}%"
    assert shown("{{ at|clock }}", at=late.replace(tzinfo=None)) == "3:00 AM"


@pytest.mark.parametrize(
    ("style", "words"),
    [("full", "February 10, 2026, 10:00 AM"), ("clock", "10:00 AM"), ("weekday", "Tue, Feb 10")],
)
def test_moment_in_a_zone(style, words):
    source = f'{{% moment at "America/Guatemala" "{style}" %}}'
    assert shown(source, at=AT) == f'<time datetime="2026-02-10T16:00:00+00:00">{words}</time>'


def test_moment_in_words_only_for_a_week():
    source = '{% moment at style="relative" %}'
    with time_machine.travel(AT + dt.timedelta(days=2), tick=False):
        assert "2 days ago</time>" in shown(source, at=AT)
        assert 'title="February 10, 2026' in shown(source, at=AT)
    with time_machine.travel(AT + dt.timedelta(days=9), tick=False):
        assert "Feb 10</time>" in shown(source, at=AT)


def test_zone_note():
    source = '{% zone_note at "America/Guatemala" "Valle Sereno" %}'
    assert shown(source, at=AT) == "Valle Sereno time (UTC−6)"
    assert shown('{% zone_note at "America/Guatemala" %}', at=AT) == "Guatemala time (UTC−6)"


TWO = '{% two_zones at "America/New_York" other "Valle Sereno" "Baltimore" %}'


def plain(text):
    return "".join(part.rsplit(">", 1)[-1] for part in text.split("<"))


def test_two_zones_side_by_side():
    behind = plain(shown(TWO, at=AT, other="America/Guatemala"))
    assert behind == "11:00 AM Baltimore · 10:00 AM Valle Sereno (1 h behind)"
    ahead = plain(shown(TWO, at=AT, other="America/Sao_Paulo"))
    assert ahead == "11:00 AM Baltimore · 1:00 PM Valle Sereno (2 h ahead)"


def test_two_zones_with_one_time_or_two_days():
    assert plain(shown(TWO, at=AT, other="America/Lima")) == "11:00 AM Baltimore"
    tokyo = plain(shown(TWO, at=AT, other="Asia/Tokyo"))
    assert tokyo == "11:00 AM Baltimore · Wed, Feb 11 1:00 AM Valle Sereno (14 h ahead)"


def test_two_zones_without_a_name_for_ones_own():
    source = '{% two_zones at "America/Lima" "America/Lima" "x" %}'
    assert plain(shown(source, at=AT)) == "11:00 AM Lima"


def test_once_is_never_the_same_twice():
    assert shown("{% once %}") != shown("{% once %}")


def test_charts_as_tags():
    assert 'class="cell cx"' in shown('{% heat_cell "late" "Draft" 9 "/x/" %}')
    assert "Not yet" in shown("{% heat_legend %}")
    assert "gbar p3" in shown('{% gantt 0 4 2 "use" "x" %}')
    assert "2026" in shown("{% gantt_scale on %}", on=WEDNESDAY)
    assert "<figure" in shown('{% line_chart points "x" %}', points=[("a", 1)])


def test_field_ties_hint_and_error_to_the_control():
    html = shown("{% field form.name %}", form=Signature({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'class="in"' in html
    assert html.index("id_name_error") < html.index("<input")


def test_field_says_what_is_optional_and_who_reads_it():
    html = shown('{% field form.title audience="The team sees this" %}', form=Signature())
    assert "(optional)" in html
    assert "The team sees this" in html
    assert "(optional)" not in shown("{% field form.name %}", form=Signature())


def test_field_of_one_tick_and_of_a_group():
    tick = shown("{% field form.approve %}", form=Signature({}))
    assert 'class="check"' in tick
    assert "Tick that you approve" in tick
    group = shown("{% field form.answer %}", form=Signature({}))
    assert "<legend>Finished?" in group
    assert 'aria-describedby="id_answer_error"' in group


def test_chips_and_segments():
    chips = shown('{% chips form.blocks "plus" %}', form=Signature())
    assert 'class="chip p1"' in chips
    assert chips.count("<input") == 2
    segment = shown('{% segment form.answer "Done?" %}', form=Signature({"answer": "yes"}))
    assert 'role="radiogroup" aria-label="Done?"' in segment
    assert segment.count("checked") == 1


def test_error_summary_leads_to_every_field():
    html = shown("{% error_summary form %}", form=Signature({}))
    assert '<a href="#id_name">Fill in “Full name”</a>' in html
    assert '<a href="#id_answer_0">' in html
    assert '<a href="#id_approve">Tick that you approve</a>' in html
    assert "<p>The text changed</p>" in html


def test_error_summary_of_a_set_and_of_nothing_wrong():
    several = formset_factory(Signature, min_num=2, validate_min=True, extra=0)
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"}
    html = shown("{% error_summary rows %}", rows=several(data))
    assert "#id_form-0-name" in html
    assert "at least 2 forms" in html
    assert shown("{% error_summary form %}", form=Signature()).strip() == ""


def test_tables_of_people_scroll_by_themselves_and_nothing_is_let_through():
    table = mark_safe("<p>a</p><table><tr><td>1</td></tr></table>")
    assert shown("{{ html|scrollable }}", html=table) == (
        '<p>a</p><div class="scroll" tabindex="0"><table><tr><td>1</td></tr></table></div>'
    )
    assert shown("{{ html|scrollable }}", html="<table>") == "&lt;table&gt;"
