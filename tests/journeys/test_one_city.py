"""The whole journey of one city, as its people walk it: from invitation to signed strategy."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command

from cda.accounts.permissions import Role
from cda.outbox.schedule import deliver_due
from coaching import schedule as coaching_clock
from coaching.models import ActionItem
from cohorts.models import Participation
from strategy import schedule as strategy_clock
from strategy.models import Review, Strategy
from strategy.models.catalogue import sections
from tests import factories
from tests.journeys.always import history_holds, letters_hold, nothing_leaked
from tests.journeys.cast import CANARY, Cast
from tests.wall import as_app

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

MONDAY = datetime(2026, 8, 3, 15, 0, tzinfo=UTC)
BLOCKS = ("governance", "quality", "use", "capacity", "transparency")
COST, LOWER = 60_000, 45_000


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY) as clock:
        yield clock


@pytest.fixture
def cast(clock, language):
    """Only the programme's own people are there; everybody else is invited."""
    call_command("load_templates", stdout=StringIO())
    cast = Cast(language)
    for visitor, role in ((cast.admin, Role.ADMIN), (cast.staff, Role.STAFF)):
        user = factories.UserFactory(email=visitor.email, name=visitor.name)
        factories.PartFactory(user=user, city=None, role=role)
        visitor.sign_in().connect_app()
    return cast


@pytest.mark.parametrize("language", ["es", "pt-br", "en"])
def test_from_invitation_to_signed_strategy(cast, clock):
    open_cohort_and_admit(cast)
    invite_mayor_and_team(cast)
    bring_coach(cast)
    start_work(cast)
    log_two_sessions(cast, clock)
    hear_of_a_step_due_tomorrow(cast, clock)
    write_strategy(cast)
    return_and_mend(cast, clock)
    clear_agree_send(cast, clock, due_in=14)
    ask_for_changes(cast)
    second_round(cast, clock)
    remind_the_mayor(cast, clock)
    sign(cast)
    download_and_verify(cast)
    nothing_leaked(cast)
    letters_hold(cast)
    history_holds()


# 1: the programme


def open_cohort_and_admit(cast):
    admin, place = cast.admin, cast.place
    admin.open("/cohorts/").follow("/cohorts/new/")
    admin.send("starts_on", number="9", starts_on="2026-08-10", time_zone="America/New_York")
    admin.follow("/admit/").send(
        "mayor_email",
        name=place.name,
        admin1=place.admin1,
        country=place.country,
        time_zone=place.time_zone,
        language=cast.language,
        mayor_name=cast.mayor.name,
        mayor_form="feminine",
        mayor_email=cast.mayor.email,
    )
    assert admin.at == cast.path("team/")
    assert not cast.mayor.letters, "nothing leaves before the cohort is open"
    admin.open("/cohorts/9/").send("/start/")
    assert len(cast.mayor.letters) == 1


# 2: the mayor and the team


def accept(visitor, **fields):
    """The token stands in the letter and nowhere else."""
    link = visitor.newest_link()
    visitor.open(link).send("once", name=visitor.name, language=visitor.language, **fields)
    visitor.client.logout()
    visitor.open(link, status=404)
    visitor.sign_in()


def invite_mayor_and_team(cast):
    accept(cast.mayor, signature_name=cast.mayor.name, form="feminine")
    mayor = cast.mayor.open(cast.path("team/")).follow("/team/nominate/")
    functions = ("administrator", "data_officer", "other")
    rows = {"lead": "0", "person-2-function_text": "Memory keeper"}
    for number, (one, function) in enumerate(zip(cast.team, functions, strict=True)):
        rows |= {
            f"person-{number}-name": one.name,
            f"person-{number}-email": one.email,
            f"person-{number}-function": function,
            f"person-{number}-language": one.language,
        }
    mayor.send("person-0-name", **rows)
    assert all(one.name in mayor.text for one in cast.team)
    for one in cast.team:
        accept(one)
        assert cast.place.name in one.open("/").text


# 3: the coach


def bring_coach(cast):
    coach = cast.coach
    cast.admin.open(cast.path("team/")).follow("/coaches/")
    cast.admin.send(
        "/coaches/invite/",
        kind="primary",
        name=coach.name,
        email=coach.email,
        language=coach.language,
        handover="Handover-77: call before nine.",
    )
    accept(coach)
    coach.open("/").follow("/2fa/totp/activate/")
    coach.connect_app()
    assert coach.name in cast.lead.open(cast.path("team/")).text


def start_work(cast):
    """A coach is there, then the team is complete."""
    for _ in range(2):
        cast.admin.open(cast.path("team/")).send("/team/move/")
    assert Participation.objects.get().status == Participation.Status.ACTIVE


def log_two_sessions(cast, clock):
    coach, lead = cast.coach, cast.lead
    clock.move_to(MONDAY + timedelta(days=8))
    coach.sign_in().open(cast.path()).follow("/sessions/log/")
    coach.send(
        "summary",
        summary="Summary-31: two of five departments have named a steward.",
        private_note=CANARY,
        **{"steps-0-text": cast.place.step, "steps-0-due_on": "2026-08-14"},
        **{"steps-0-owner": owner_value(coach, cast.member)},
    )
    assert CANARY in coach.text
    assert [letter for letter in lead.letters if "Summary-31" in letter.body]

    clock.move_to(MONDAY + timedelta(days=9))
    coach.sign_in().open(cast.path()).follow("/sessions/log/")
    agreed = next(name for name in coach.form("summary").fields if name.startswith("agreed-"))
    coach.send("summary", summary="Summary-32", **{agreed: "open"})
    assert cast.place.step in coach.open(cast.path("steps/")).text
    assert ActionItem.objects.get().carried == 1


def owner_value(coach, member):
    """What the list of owners says for this person."""
    options = coach.page.xpath("//select[@name='steps-0-owner']/option")
    return next(one.get("value") for one in options if member.name in one.text)


def address_in(letter):
    return re.search(r"https?://\S+", letter.body)[0]


# 8: reminders


def tick(times=2):
    """What beat does every minute, and once more: the clock only plants."""
    with as_app():
        for _ in range(times):
            coaching_clock.plant_reminders()
            strategy_clock.plant_reminders()
            deliver_due()


def hear_of_a_step_due_tomorrow(cast, clock):
    zone = ZoneInfo(cast.place.time_zone)
    eight = datetime(2026, 8, 13, 8, 0, tzinfo=zone)
    before = len(cast.member.letters)
    clock.move_to(eight - timedelta(minutes=2))
    tick()
    assert len(cast.member.letters) == before
    clock.move_to(eight + timedelta(minutes=2))
    tick()
    (letter,) = cast.member.letters[before:]
    assert cast.place.step in letter.body
    clock.move_to(eight + timedelta(hours=3))
    tick()
    assert cast.member.letters[before:] == [letter], "once"
    assert cast.place.step in cast.member.sign_in().open(address_in(letter)).text


# 4: writing


def write_strategy(cast):
    lead = cast.lead.sign_in()
    lead.open(cast.path("strategy/")).follow("/strategy/start/")
    lead.send("starts_on", mode="new", starts_on="2027-01-01")
    required = [one for one in sections() if one.is_required and one.is_prose]
    for section in Strategy.objects.get().sections.filter(code__in=[one.code for one in required]):
        lead.open(cast.path("strategy/")).follow(f"/sections/{section.key}/")
        lead.send("text", text=f"{cast.place.text}\n\n## {section.code}")
    for block in BLOCKS:
        plan_block(cast, block)
    assert lead.open(cast.path("strategy/review/")).form("once")


def plan_block(cast, block):
    lead, plan = cast.lead, cast.path("strategy/plan/")
    lead.open(plan).follow(f"?block={block}").send("practice_target", title=f"Goal {block}")
    objective = newest(lead.open(plan), "/objectives/add/")
    lead.open(objective).send("title", title=f"Objective {block}")
    indicator = newest(lead.open(plan), "/indicators/add/")
    measure = f"Registers with an owner: {block}"
    numbers = {"baseline_value": "12", "baseline_on": "2026-07-01", "target_3": "40"}
    lead.open(indicator).send("baseline_by", name=measure, **numbers)
    initiative = newest(lead.open(plan), "/initiatives/add/")
    lead.open(initiative)
    lead.send(
        "cost",
        title=f"Initiative {block}",
        owner=option(lead, "owner", cast.member.name),
        measured_by=option(lead, "measured_by", measure),
        section_code=f"B{BLOCKS.index(block) + 1}",
        cost=str(COST),
        end_quarter="3",
    )


def option(visitor, field, words):
    """The value behind a choice, as a person finds it: by its words."""
    path = "//select[@name=$field]//option[contains(., $words)]/@value"
    return visitor.page.xpath(path, field=field, words=words)[0]


def newest(visitor, part):
    """Blocks stand in their order on the page: the last link is the newest one's."""
    return visitor.page.xpath("//a[contains(@href, $part)]/@href", part=part)[-1]


# 5: the coach's review and the team's last word


def return_and_mend(cast, clock):
    lead, member, coach = cast.lead, cast.member, cast.coach
    lead.open(cast.path("strategy/")).follow("/strategy/review/").send("once")
    clock.move_to(datetime(2026, 9, 1, 12, 0, tzinfo=UTC))
    review = coach.sign_in().newest_link()
    coach.open(review).follow("/read/").send("/comments/", text="Comment-41")
    coach.open(review).send("/return/", note="Note-42")
    assert "Note-42" in member.letters[-1].body

    member.sign_in().open(member.newest_link())
    section = Strategy.objects.get().sections.get(comments__text="Comment-41")
    member.open(cast.path("strategy/")).follow(f"/sections/{section.key}/")
    assert "Comment-41" in member.text
    member.send("/reply/", text="Reply-43")
    member.send("text", text=cast.place.better)
    lead.sign_in().open(member.at).send("/resolve/")
    assert "Reply-43" in lead.text


def clear_agree_send(cast, clock, *, due_in, reason=""):
    lead, coach = cast.lead, cast.coach
    lead.open(cast.path("strategy/")).follow("/strategy/review/").send("once")
    clock.shift(timedelta(minutes=2))
    coach.sign_in().open(coach.newest_link())
    coach.send("/clear/", status=422, checklist=[])
    coach.send("/clear/", checklist=sorted(Review.CHECKLIST))
    for one in cast.team:
        one.sign_in().open(one.newest_link()).send("agrees", agrees="yes")
    lead.open(cast.path("strategy/agree/")).send("/strategy/finish/")
    lead.follow("/strategy/send/")
    due_on = (datetime.now(UTC) + timedelta(days=due_in)).date().isoformat()
    whys = [name for name in lead.form("due_on").fields if name.startswith("why_")]
    assert bool(whys) == bool(reason), "the mayor is told what changed since"
    lead.send("due_on", due_on=due_on, sentence="Sentence-51", **dict.fromkeys(whys, reason))


# 6: the mayor


def ask_for_changes(cast):
    mayor, lead = cast.mayor.sign_in(), cast.lead
    mayor.open(mayor.newest_link())
    assert "Sentence-51" in mayor.text
    mayor.follow("/brief/changes/").send("text", status=422, text="", blocks=["governance"])
    mayor.send("text", text=cast.place.wish)
    assert cast.place.wish in lead.letters[-1].body
    lead.open(lead.newest_link()).send("/strategy/resume/")
    lead.open(cast.path("strategy/plan/")).follow("/plan/initiatives/")
    lead.send("cost", cost=str(LOWER))


def second_round(cast, clock):
    """On a Tuesday, so that the reminder of two working days later falls on a Thursday."""
    clock.move_to(datetime(2026, 9, 8, 13, 0, tzinfo=UTC))
    cast.lead.sign_in()
    clear_agree_send(cast, clock, due_in=10, reason="Why-61")


def remind_the_mayor(cast, clock):
    nine = datetime(2026, 9, 10, 9, 0, tzinfo=ZoneInfo(cast.place.time_zone))
    before = list(cast.mayor.letters)
    clock.move_to(nine - timedelta(minutes=2))
    tick()
    assert cast.mayor.letters == before
    clock.move_to(nine + timedelta(minutes=2))
    tick()
    assert len(cast.mayor.letters) == len(before) + 1
    assert cast.mayor.newest_link() == cast.path("brief/")


def sign(cast):
    mayor = cast.mayor.sign_in()
    mayor.open(cast.path("brief/"))
    assert "Why-61" in mayor.text
    mayor.send("/brief/open/")
    assert mayor.at.startswith("/step-up/")
    mayor.send("next").send("code", code=mayor.newest_code())
    assert mayor.at == cast.path("strategy/sign/")
    mayor.send("name", status=422, name="Somebody Else", agrees=True)
    assert mayor.form("name").fields["name"].values == ["Somebody Else"]
    mayor.send("name", name=mayor.name, agrees=True)
    assert mayor.at == cast.path("strategy/signed/")
    assert Strategy.objects.get().status == Strategy.Status.SIGNED


# 7: the document


def download_and_verify(cast):
    readers = [cast.lead, cast.mayor, cast.coach, cast.staff]
    copies = {one.name: copy_of(one, cast) for one in readers}
    assert len(set(copies.values())) == 1, "the same bytes for everybody"
    content = copies[cast.lead.name]
    assert content.startswith(b"%PDF-1.7")
    printed = hashlib.sha256(content).hexdigest()

    record = re.search(r"[A-Z]{2}-\d{4}-\d{4}-[0-9A-F]{4}", cast.mayor.open(
        cast.path("strategy/signed/")).text)[0]  # fmt: skip
    for asked in (record, printed):
        nobody = cast.nobody().open("/v/").send("record", record=asked)
        assert nobody.at == f"/v/{record}/"
        assert printed in nobody.text
        assert cast.mayor.name not in nobody.text
    for one in (cast.lead, cast.staff):
        one.open(cast.path("strategy/signed/")).follow("/publish/").send("agrees", agrees=True)
    assert cast.mayor.name in cast.nobody().open(f"/v/{record}/").text


def copy_of(visitor, cast):
    visitor.sign_in().open(cast.path("strategy/signed/")).follow("/strategy/document/")
    return visitor.follow("/file/").answer.content
