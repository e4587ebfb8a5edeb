"""The programme's own people, the cohort, and the meetings that all its cities share."""

from datetime import timedelta

from cda.accounts.models import Part, User
from cda.accounts.permissions import Role
from cda.audit.log import record
from cda.demo.clock import HOME
from cda.demo.content import Data, people
from cda.demo.story import Story
from cohorts.actions import load_template, start_cohort
from cohorts.models import Precision, Template
from cohorts.models.reference import shipped_templates
from events.actions import Plan, change_session, hold_session, open_cohort
from events.models import Kind, Session

COHORT = 7
# The Monday of the cohort's first week lies between day −126 and day −120.
FIRST_WEEK, PLANNED, OPENED = -120, -150, -131
LEADS_INVITED, LEADS_MET, LEADS_PLACE = -97, -76, "Baltimore"
EVERYWHERE = {Role.ADMIN, Role.STAFF, Role.OBSERVER}


def tell_programme(story: Story) -> None:
    """Plan the cohort, open it, and hold its meetings one after the other."""
    story.at_home(PLANNED, 9, _arrive, story)
    story.at_home(PLANNED, 10, _plan_cohort, story)
    story.at_home(OPENED, 9, _open, story)


def _arrive(story: Story) -> None:
    """The programme's people were there before anybody could invite them."""
    for row in people():
        user = _person(row)
        story.meet(user)
        if Role(row["role"]) in EVERYWHERE:
            part = Part.objects.create(user=user, city=None, role=row["role"])
            record("part.given", part, by=None, note={"role": row["role"]})


def _person(row: Data) -> User:
    user: User = User.objects.create_user(
        row["email"],
        name=row["name"],
        signature_name=row["name"],
        job_title=row["job_title"],
        form=row["form"],
        language=row["language"],
        time_zone=row["zone"],
    )
    return user


def director(story: Story) -> User:
    """The administrator who opens cohorts and admits cities."""
    return story.people[next(row["email"] for row in people() if row["role"] == Role.ADMIN)]


def _plan_cohort(story: Story) -> None:
    for data in shipped_templates():
        load_template(data, by=director(story))
    template = Template.objects.latest("version")
    day = story.clock.day(FIRST_WEEK)
    monday = day - timedelta(days=day.weekday())
    story.cohort = open_cohort(template, COHORT, monday, by=director(story))

    for session in Session.objects.filter(cohort=story.cohort):
        _tell_meeting(story, session)


def _tell_meeting(story: Story, session: Session) -> None:
    """What lies behind us was held; the leads' event got its day and its place before."""
    if session.kind == Kind.LEADS_EVENT:
        story.at_home(LEADS_INVITED, 11, _fix_leads_event, story, session)
    held = LEADS_MET if session.kind == Kind.LEADS_EVENT else story.days(session.on)
    if held < 0:
        story.at_home(held, 17, _hold, story, session)


def _fix_leads_event(story: Story, session: Session) -> None:
    starts_at = story.clock.moment(LEADS_MET, 9, HOME)
    plan = Plan(
        kind=session.kind,
        title=session.title,
        on=starts_at.date(),
        precision=Precision.DAY,
        starts_at=starts_at,
        minutes=session.minutes,
        zone=HOME,
        place=LEADS_PLACE,
    )
    change_session(session, plan, by=director(story))


def _hold(story: Story, session: Session) -> None:
    hold_session(session, by=director(story))


def _open(story: Story) -> None:
    story.cohort = start_cohort(story.cohort, by=director(story))
