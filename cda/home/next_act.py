"""The one next act of a city, in words: who does what, by when, and the button."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cda.accounts.access import Access
from cda.accounts.permissions import Permission
from cda.home.city import Place
from cda.home.links import link
from cda.lib.formats import clock, days_ago, weekday, when
from cohorts.models import CityMilestone, Cohort, Seat
from strategy.models import Strategy

Plan = Strategy.Status


@dataclass(frozen=True)
class NextAct:
    """The amber strip."""

    heading: str
    text: str
    icon: str = "arrow-right"
    url: str = ""
    verb: str = ""
    more_url: str = ""
    more_verb: str = ""


@dataclass(frozen=True)
class Scene:
    """Who reads, what is there, and which milestone counts now."""

    access: Access
    place: Place
    seats: list[Seat]
    now: CityMilestone | None

    def link(self, name: str) -> str:
        return link(name, self.place.city.slug)

    def lead(self) -> str:
        """The lead's name, to say who acts."""
        leads = [seat.name for seat in self.seats if seat.is_lead]
        return leads[0] if leads else _("the city lead")

    def due(self) -> str:
        """By when the milestone of now is due."""
        if self.now is None:
            return ""
        return _("Due %(day)s") % {"day": due_words(self.now.counts_on, self.now.precision)}


def due_words(on: date, precision: str) -> str:
    """The date, or the month or quarter that is all we know."""
    language = get_language() or "en"
    return weekday(on, language) if precision == "day" else when(on, precision, language)


def next_act(scene: Scene) -> NextAct | None:
    """First the programme, then the team, then the strategy, state by state."""
    return before_the_work(scene) or of_the_strategy(scene)


def before_the_work(scene: Scene) -> NextAct | None:
    """A cohort that opens, a team that is chosen and comes, a coach."""
    place, access = scene.place, scene.access
    if place.participation.cohort.status == Cohort.Status.PLANNED:
        text = _("Nothing is mailed before that.")
        return NextAct(_("Next: the programme opens the cohort"), text, "key-round")
    named = [seat for seat in scene.seats if seat.status != Seat.Status.PROPOSED]
    if not named:
        return the_team(scene)
    if not place.participation.coach_names:
        url = scene.link("coaching:coach_assign") if access.may(Permission.COACH_ASSIGN) else ""
        text = _("Every city has a lead coach and a backup coach.")
        return NextAct(
            _("Next: the programme assigns a coach"), text, "hand-helping", url, _("Assign")
        )
    if not any(seat.status == Seat.Status.ACTIVE for seat in named):
        silent = len(named)
        text = ngettext(
            "%(count)s invitation is on its way.", "%(count)s invitations are on their way.", silent
        ) % {"count": silent}
        url = scene.link("cohorts:team_detail")
        return NextAct(_("Next: the team accepts its invitations"), text, "mail", url, _("Team"))
    return None


def the_team(scene: Scene) -> NextAct:
    """Nobody is named yet: the mayor chooses, or decides on a proposal."""
    mayor = scene.place.mayor or _("the mayor")
    may_choose = scene.access.may(Permission.TEAM_PROPOSE)
    url = scene.link("cohorts:team_nominate") if may_choose else ""
    if scene.seats:
        heading = _("Next: %(mayor)s decides on the proposed team") % {"mayor": mayor}
        text = ngettext(
            "%(count)s person is proposed.", "%(count)s people are proposed.", len(scene.seats)
        ) % {"count": len(scene.seats)}
        return NextAct(heading, text, "users-round", url, _("Open the proposal"))
    heading = _("Next: %(mayor)s chooses the senior team") % {"mayor": mayor}
    text = _("3 or 4 people, one of them the lead. It takes two minutes.")
    return NextAct(heading, text, "users-round", url, _("Choose the team"))


def of_the_strategy(scene: Scene) -> NextAct | None:
    """One sentence for each state of the strategy."""
    maker = BY_STAGE.get(Plan(scene.place.stage))
    return maker(scene) if maker else None


def _opening(scene: Scene) -> tuple[str, str]:
    """The strategy's own page: whoever may see the city may read it."""
    return scene.link("strategy:strategy_detail"), _("Open strategy")


def _not_started(scene: Scene) -> NextAct:
    heading = _("Next: %(lead)s starts the strategy") % {"lead": scene.lead()}
    if scene.access.may(Permission.STRATEGY_SEND):
        start = scene.link("strategy:strategy_start")
        return NextAct(heading, scene.due(), "file-text", start, _("Start"))
    return NextAct(heading, scene.due(), "file-text", *_opening(scene))


def _drafting(scene: Scene) -> NextAct:
    heading = _("Next: the team writes the draft")
    return NextAct(heading, scene.due(), "pencil-line", *_opening(scene))


def _with_the_coach(scene: Scene) -> NextAct:
    coaches = scene.place.participation.coach_names
    name = coaches[0] if coaches else _("the coach")
    heading = _("Next: %(coach)s reads the draft") % {"coach": name}
    due_on = scene.place.review_due_on
    text = _("Answer by %(day)s") % {"day": due_words(due_on, "day")} if due_on else scene.due()
    return NextAct(heading, text, "eye", *_opening(scene))


def _cleared(scene: Scene) -> NextAct:
    url = scene.link("strategy:strategy_agree")
    heading = _("Next: the team says whether it agrees")
    text = _("The coach has cleared the strategy.")
    if scene.access.may(Permission.STRATEGY_AGREE):
        return NextAct(heading, text, "users-round", url, _("Answer"))
    return NextAct(heading, text, "users-round", *_opening(scene))


def _final(scene: Scene) -> NextAct:
    heading = _("Next: %(lead)s sends the strategy to the mayor") % {"lead": scene.lead()}
    text = _("The team is done.")
    if scene.access.may(Permission.STRATEGY_SEND):
        return NextAct(heading, text, "send", scene.link("strategy:mayor_send"), _("Send"))
    return NextAct(heading, text, "send", *_opening(scene))


def _with_the_mayor(scene: Scene) -> NextAct:
    place, access = scene.place, scene.access
    heading = _("Next: %(mayor)s signs the strategy") % {"mayor": place.mayor or _("the mayor")}
    brief = scene.link("strategy:brief") if access.may(Permission.BRIEF_VIEW) else ""
    is_mayor = access.may(Permission.STRATEGY_SIGN)
    verb = _("Read the brief") if is_mayor else _("See what the mayor sees")
    return NextAct(heading, sent_words(place), "signature", brief, verb, *_opening(scene))


def sent_words(place: Place) -> str:
    """By when, since when, and whether it was opened: proof of delivery for a formal request."""
    strategy = cast("Strategy", place.strategy)  # without one nothing was sent
    sent = timezone.localtime(strategy.status_since)
    values = {
        "day": due_words(strategy.due_on, "day") if strategy.due_on else "",
        "sent": days_ago((timezone.localdate() - sent.date()).days),
        "opened": "",
    }
    if place.opened_at and place.opened_at >= strategy.status_since:
        opened = timezone.localtime(place.opened_at)
        ago = days_ago((timezone.localdate() - opened.date()).days)
        values["opened"] = ago
        values["time"] = clock(opened, str(opened.tzinfo), get_language() or "en")
    return _sentence(values) % values


def _sentence(values: dict[str, str]) -> str:
    if values["day"] and values["opened"]:
        return _("Due %(day)s · sent %(sent)s, opened %(opened)s %(time)s")
    if values["day"]:
        return _("Due %(day)s · sent %(sent)s, not opened yet")
    if values["opened"]:
        return _("Sent %(sent)s, opened %(opened)s %(time)s")
    return _("Sent %(sent)s, not opened yet")


def _changes(scene: Scene) -> NextAct:
    heading = _("Next: the team works in what the mayor asked for")
    return NextAct(heading, scene.due(), "message-square", *_opening(scene))


def _amended(scene: Scene) -> NextAct:
    heading = _("Next: the team amends the signed strategy")
    text = _("The signature stands until the mayor signs again.")
    return NextAct(heading, text, "pencil-line", *_opening(scene))


def _signed(scene: Scene) -> NextAct:
    text = _("Two keys: the city lead’s and the programme’s.")
    read = scene.link("strategy:strategy_read")
    return NextAct(_("Next: the strategy is published"), text, "key-round", read, _("Read it"))


BY_STAGE = {
    Plan.NOT_STARTED: _not_started,
    Plan.DRAFTING: _drafting,
    Plan.COACH_REVIEW: _with_the_coach,
    Plan.COACH_CLEARED: _cleared,
    Plan.TEAM_FINAL: _final,
    Plan.MAYOR_REVIEW: _with_the_mayor,
    Plan.CHANGES_REQUESTED: _changes,
    Plan.SIGNED: _signed,
    Plan.AMENDED: _amended,
}
