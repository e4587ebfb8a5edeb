"""Where a city stands today: what the grid of the cohort shows, and who was here last."""

from datetime import timedelta

from cda.accounts.models import User
from cda.demo.content import Data
from cda.demo.story import Chapter
from cohorts.actions import reach_milestone
from cohorts.models import CityMilestone, Precision

Status = CityMilestone.Status
# Late is no state of its own: it is under way, and its day is over.
STATES = {
    "done": Status.DONE,
    "underway": Status.UNDERWAY,
    "in_review": Status.IN_REVIEW,
    "late": Status.UNDERWAY,
    "pending": Status.PENDING,
}
TODAY = 0
OFFICE_QUIET, COACH_QUIET = 3, 1


def tell_the_end(chapter: Chapter) -> None:
    chapter.on(TODAY, 23, _settle_milestones, chapter)
    chapter.on(TODAY, 23, _remember_visits, chapter)


def _settle_milestones(chapter: Chapter) -> None:
    """Days that the city agreed on with its coach, and how far it is with each of them."""
    for code, told in chapter.data["milestones"].items():
        milestone = CityMilestone.objects.get(participation=chapter.participation, code=code)
        day = chapter.story.clock.day(told["days"])
        if milestone.status != STATES[told["state"]]:
            reach_milestone(
                chapter.participation,
                code,
                STATES[told["state"]],
                today=day,
                answer_on=milestone.answer_on,
            )
        if milestone.precision == Precision.DAY and told["state"] != "done":
            CityMilestone.objects.filter(pk=milestone.pk).update(due_on=day)
        if told["state"] == "done":
            CityMilestone.objects.filter(pk=milestone.pk).update(done_on=day)


def _remember_visits(chapter: Chapter) -> None:
    """Silence is shown, so the demo has some."""
    quiet = {member["email"]: member["quiet_days"] for member in chapter.data["team"]}
    people: list[Data] = [chapter.data["mayor"], chapter.data["office"]]
    quiet |= {person["email"]: OFFICE_QUIET for person in people}
    quiet |= {chapter.data["coach"]: COACH_QUIET, chapter.data["backup_coach"]: COACH_QUIET}
    for address, days in quiet.items():
        seen_on = chapter.story.clock.today - timedelta(days=days)
        User.objects.filter(email=address).update(seen_on=seen_on)
