"""A city arrives: its mayor's office, its coaches, its senior team."""

from datetime import timedelta
from typing import Any

from cda.accounts.models import User
from cda.accounts.permissions import Role
from cda.demo.content import Data
from cda.demo.programme import director
from cda.demo.story import Chapter
from cda.outbox.models import Letter
from cda.people.actions import accept, invite
from cda.people.models import Invitation
from coaching.actions.assigning import assign_coach
from coaching.models import CoachAssignment
from cohorts.actions import (
    Contact,
    NewCity,
    activate,
    confirm_team,
    grant_delegation,
    start_onboarding,
)
from cohorts.models import MayoralTerm, Nominee, Power
from events.actions import admit_city

# Days before the cohort opens, and after; a city that joined late does it all in one week.
IN_TIME = {"admitted": -140, "mayor": -130, "office": -129, "team": -128, "accepted": -127}
LATE = {"admitted": -9, "mayor": -7, "office": -6, "team": -4, "accepted": 1}
DELEGATED_FOR = timedelta(days=365)
EXPERTS_AFTER = -100


def tell_arrival(chapter: Chapter) -> None:
    """From the programme's yes to a team that works."""
    days = LATE if is_late(chapter.data) else IN_TIME
    story, data = chapter.story, chapter.data
    story.at_home(days["admitted"], 10, _admit, chapter)
    story.at_home(days["admitted"], 11, _assign_coaches, chapter)
    story.at_home(days["admitted"], 12, _start_onboarding, chapter)
    chapter.on(days["mayor"], 9.5, _accept, chapter, data["mayor"])
    chapter.on(days["office"], 10, _accept, chapter, data["office"])
    chapter.on(days["office"], 11, _delegate, chapter)
    chapter.on(days["team"], 20.25, _confirm, chapter)
    joined = [one for one in data["team"] if one["membership_status"] == "active"]
    for number, member in enumerate(joined):
        chapter.on(days["accepted"], 9 + number, _accept, chapter, member)
    if data["participation_status"] == "active":
        story.at_home(days["accepted"] + 1, 16, _activate, chapter)


def tell_experts(chapter: Chapter, experts: list[Data]) -> None:
    """A partner reads along and comments; two letters later they are in."""
    for row in experts:
        chapter.story.at_home(EXPERTS_AFTER, 12, _invite_expert, chapter, row)
        chapter.story.at_home(EXPERTS_AFTER + 1, 12, _accept, chapter, row)


def is_late(data: Data) -> bool:
    """Did the city join when the others were at work already?"""
    return bool(data["participation_status"] == "onboarding")


def _admit(chapter: Chapter) -> None:
    data, story = chapter.data, chapter.story
    new = NewCity(
        name=data["name"],
        admin1=data["admin1"],
        country=data["country"],
        time_zone=data["zone"],
        language=data["language"],
        mayor_name=data["mayor"]["name"],
        mayor_form=data["mayor"]["form"],
        contacts=(_contact(data["mayor"], Role.MAYOR), _contact(data["office"], Role.DELEGATE)),
        population=data["population"],
        population_year=data["population_year"],
        council_name=data["council_name"],
    )
    participation = admit_city(story.cohort, new, by=director(story))
    story.participations[chapter.slug] = participation
    _mend_facts(chapter)


def _contact(person: Data, role: Role) -> Contact:
    return Contact(role, person["name"], person["email"], person["language"], person["form"])


def _mend_facts(chapter: Chapter) -> None:
    """What the country suggests is not what every city wants: money, paper, titles."""
    city, data = chapter.participation.city, chapter.data
    city.region, city.country_name = data["region"], data["country_name"]
    city.locale = data["locale"].replace("_", "-")
    city.currency, city.paper = data["currency"], data["paper"]
    city.mayor_titles = data["mayor_title"]
    city.save()


def _assign_coaches(chapter: Chapter) -> None:
    kinds = CoachAssignment.Kind
    by, city = director(chapter.story), chapter.participation.city
    assign_coach(city, chapter.coach, kinds.PRIMARY, by=by)
    assign_coach(city, chapter.person(chapter.data["backup_coach"]), kinds.BACKUP, by=by)


def _start_onboarding(chapter: Chapter) -> None:
    start_onboarding(chapter.participation, by=director(chapter.story))


def _activate(chapter: Chapter) -> None:
    activate(chapter.participation, by=director(chapter.story))


def _invite_expert(chapter: Chapter, row: Data) -> None:
    invite(
        row["email"],
        row["name"],
        Role.PARTNER,
        chapter.participation.city,
        by=director(chapter.story),
        language=row["language"],
        form=row["form"],
    )


def _accept(chapter: Chapter, person: Data) -> None:
    """Open the letter, follow its link, say who one is."""
    city = chapter.participation.city
    invitation = Invitation.objects.standing().get(city=city, email=person["email"])
    letter = Letter.objects.get(key=f"invitation_sent:{invitation.pk}")
    accept(letter.body, _answers(person, city.time_zone))
    chapter.story.meet(User.objects.get(email=person["email"]))


def _answers(person: Data, zone: str) -> dict[str, Any]:
    return {
        "name": person["name"],
        "signature_name": person["name"],
        "form": person["form"],
        "language": person["language"],
        "time_zone": person.get("zone", zone),
        "job_title": person.get("job_title", person.get("function", "")),
    }


def _delegate(chapter: Chapter) -> None:
    """The mayor lets the office read, guide and ask for changes; signing stays with the mayor."""
    city, today = chapter.participation.city, chapter.story.clock.now().date()
    grant_delegation(
        MayoralTerm.objects.get(city=city),
        chapter.person(chapter.data["office"]["email"]),
        [Power.VIEW, Power.GUIDE, Power.DECIDE],
        today,
        today + DELEGATED_FOR,
        by=chapter.mayor,
    )


def _confirm(chapter: Chapter) -> None:
    """The mayor chooses the team, in the evening, on a phone."""
    nominees = [
        Nominee(
            name=member["name"],
            email=member["email"],
            function=member["function"],
            function_text=member["other_text"],
            language=member["language"],
            form=member["form"],
            is_lead=member["is_lead"],
        )
        for member in chapter.data["team"]
    ]
    confirm_team(chapter.participation, nominees, by=chapter.mayor)
