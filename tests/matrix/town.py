"""The town in which the matrix is asked: every kind of person, every kind of thing, twice.

Three cities of our people, because some pages exist only in some states of a strategy: it is
being drafted in Valle Sereno, waits for the mayor in Lago Norte, and is signed in Campo Claro.
Santa Brisa belongs to others, and has one of everything too.
"""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from cda.accounts.permissions import Role
from cda.people.models import Invitation
from cda.people.tokens import hash_of
from coaching.models import CoachAssignment
from cohorts.models import Delegation, OfficeContact, Power
from strategy.actions.signing import Evidence, send_to_mayor, sign_strategy
from strategy.actions.versions import freeze
from strategy.models import (
    Citation,
    Comment,
    Document,
    Export,
    Import,
    Picture,
    Pillar,
    PublicRecord,
    RegisterRow,
    Review,
    Strategy,
    Suggestion,
    Term,
    UnmergedText,
)
from strategy.models.catalogue import sections
from strategy.models.text import to_blocks
from tests import factories

DAY = timedelta(days=1)
DRAFTING, WAITING, SIGNED, FOREIGN = "valle-sereno", "lago-norte", "campo-claro", "santa-brisa"
OURS = (DRAFTING, WAITING, SIGNED)
BLOCKS = ("governance", "quality", "use", "capacity", "transparency")

# Who has which part in our cities; None: in the programme as a whole.
PARTS = {
    "admin": (Role.ADMIN, None),
    "staff": (Role.STAFF, None),
    "observer": (Role.OBSERVER, None),
    "coach": (Role.COACH, OURS),
    "new_coach": (Role.COACH, OURS),  # has not set up the second factor
    "ex_coach": (Role.COACH, OURS),  # until yesterday
    "partner": (Role.PARTNER, OURS),
    "lead": (Role.LEAD, OURS),
    "inactive": (Role.LEAD, OURS),  # the account was closed
    "member": (Role.MEMBER, OURS),
    "mayor": (Role.MAYOR, OURS),
    "delegate": (Role.DELEGATE, OURS),
    "ex_delegate": (Role.DELEGATE, OURS),  # until yesterday
    "other_coach": (Role.COACH, (FOREIGN,)),
    "other_mayor": (Role.MAYOR, (FOREIGN,)),
}
ACTORS = ("anonymous", *PARTS)
ENDED = {"ex_coach", "ex_delegate"}
LANGUAGES = {"lead": "es", "mayor": "pt-br", "delegate": "es", "admin": "es"}
TOKEN = "a-token-that-opens-an-invitation"


class Town:
    def __init__(self):
        self.people = {name: self.person(name) for name in PARTS}
        self.cities, self.things = {}, {}
        for slug in (*OURS, FOREIGN):
            self.cities[slug] = factories.CityFactory(slug=slug, name=slug.title())
        self.give_parts()
        for slug in (*OURS, FOREIGN):
            self.things[slug] = self.furnish(self.cities[slug], slug)
        self.session = factories.SessionFactory()
        self.record = PublicRecord.objects.get(city=self.cities[SIGNED]).record
        Invitation.objects.create(
            token_hash=hash_of(TOKEN),
            email="new@city.example",
            name="New Person",
            role=Role.MEMBER,
            city=self.cities[DRAFTING],
            expires_at=timezone.now() + DAY,
        )

    @staticmethod
    def person(name):
        return factories.UserFactory(
            email=f"{name}@matrix.example",
            name=name,
            is_active=name != "inactive",
            language=LANGUAGES.get(name, "en"),
            seen_on=factories.today(),
        )

    def give_parts(self):
        today = factories.today()
        for name, (role, slugs) in PARTS.items():
            for slug in slugs or (None,):
                factories.PartFactory(
                    user=self.people[name],
                    role=role,
                    city=self.cities[slug] if slug else None,
                    ends_on=today - DAY if name in ENDED else None,
                )

    def furnish(self, city, slug):
        """One of everything that an address can name."""
        people, today = self.people, factories.today()
        is_ours = slug in OURS
        lead, coach = people["lead"], people["coach" if is_ours else "other_coach"]
        mayor = people["mayor" if is_ours else "other_mayor"]
        participation = factories.ParticipationFactory(city=city)
        factories.CityMilestoneFactory(participation=participation)
        factories.CoachAssignmentFactory(city=city, coach=coach)
        term = factories.MayoralTermFactory(city=city, user=mayor, name=mayor.name)
        if is_ours:
            self.delegate(term, city, "delegate", today + 30 * DAY)
            self.delegate(term, city, "ex_delegate", today - DAY)
            CoachAssignment.objects.create(
                city=city,
                coach=people["ex_coach"],
                kind="backup",
                starts_on=today - 9 * DAY,
                ends_on=today - DAY,
            )
        log = factories.CoachingLogFactory(participation=participation, logged_by=coach)
        factories.PrivateNoteFactory(log=log, author=coach)
        strategy = self.write(participation, lead)
        version = self.decide(strategy, lead, mayor, slug)
        section = strategy.sections.get(code="V1")
        goal = strategy.goals.first()
        objective = goal.objectives.first()
        return SimpleNamespace(
            participation=participation,
            log=log,
            step=factories.ActionItemFactory(participation=participation, log=log, owner=lead),
            meeting=factories.CitySessionFactory(participation=participation),
            seat=factories.SeatFactory(participation=participation, status="invited"),
            office=OfficeContact.objects.create(
                city=city, role="mayor", name="Office", email=f"o@{slug}.example", language="es"
            ),
            delegation=Delegation.objects.filter(city=city, ends_on__gte=today).first()
            or self.delegate(term, city, "other_coach", today + DAY),
            section=section,
            unmerged=UnmergedText.objects.create(
                city=city, section=section, author=lead, base_version=1, text="typed elsewhere"
            ),
            comment=Comment.objects.create(
                city=city, section=section, author=coach, text="Which register?"
            ),
            suggestion=Suggestion.objects.create(
                city=city, section=section, kind="insert", html="<p>More.</p>", author=coach
            ),
            review=Review.objects.create(
                city=city, strategy=strategy, version=version, due_on=today + DAY
            ),
            goal=goal,
            objective=objective,
            initiative=objective.initiatives.first(),
            indicator=goal.indicators.first(),
            picture=Picture.objects.create(
                city=city,
                strategy=strategy,
                content=b"small",
                media_type="image/png",
                sha256=slug.ljust(64, "0"),
                width=1,
                height=1,
                added_by=lead,
            ),
            brought=Import.objects.create(
                city=city,
                strategy=strategy,
                file_name="plan.md",
                content=b"small",
                status=Import.Status.READ,
                reading={"words_in": 1, "words_out": 1, "losses": [], "sections": []},
                added_by=lead,
            ),
            export=Export.objects.create(
                city=city,
                strategy=strategy,
                format="md",
                language="es",
                status=Export.Status.DONE,
                content=b"small",
                asked_by=lead,
            ),
            citation=Citation.objects.create(
                city=city,
                strategy=strategy,
                section=section,
                kind="file",
                title="Survey",
                file_name="survey.csv",
                content=b"a;b",
                added_by=lead,
            ),
            word=Term.objects.create(city=city, strategy=strategy, en="goal", es="meta"),
            pillar=Pillar.objects.create(city=city, strategy=strategy, title="Trust"),
            register_row=RegisterRow.objects.create(
                city=city, strategy=strategy, register="risks", values={"risk": "Staff leave"}
            ),
            version=version,
            document=Document.objects.create(
                city=city,
                version=version,
                language="es",
                paper="letter",
                content=b"%PDF-1.7 small",
                sha256="0" * 64,
                pages=1,
            ),
        )

    def delegate(self, term, city, name, until):
        return Delegation.objects.create(
            term=term,
            city=city,
            user=self.people[name],
            powers=list(Power),
            starts_on=until - 60 * DAY,
            ends_on=until,
        )

    @staticmethod
    def write(participation, lead):
        """A strategy in which nothing is missing."""
        strategy = factories.StrategyFactory(participation=participation)
        for place, entry in enumerate(sections()):
            section = factories.SectionFactory(
                strategy=strategy,
                code=entry.code,
                level=entry.level,
                block=entry.block,
                position=place,
                is_hidden=entry.is_custom,
            )
            if entry.level == "R":
                section.blocks = to_blocks("Every decision names the data behind it.", [])
                section.words, section.version, section.status = 8, 2, "drafting"
                section.save()
        for block in BLOCKS:
            goal = factories.GoalFactory(strategy=strategy, block=block)
            objective = factories.ObjectiveFactory(goal=goal)
            factories.InitiativeFactory(
                objective=objective,
                owner=lead,
                owner_department="Data",
                section_code="P2",
                measured_by=factories.IndicatorFactory(goal=goal, baseline_value=1),
            )
        return Strategy.objects.get(pk=strategy.pk)

    @staticmethod
    def decide(strategy, lead, mayor, slug):
        """As far as this city is: a version of its own, on the mayor's desk, or signed."""
        if slug in (DRAFTING, FOREIGN):
            return freeze(strategy, reason="coach", by=lead)
        Strategy.objects.filter(pk=strategy.pk).update(status="team_final", minor=3)
        ready = Strategy.objects.get(pk=strategy.pk)
        version = send_to_mayor(ready, due_on=None, sentence="Please sign.", whys={}, by=lead)
        if slug == SIGNED:
            evidence = Evidence(identified_by="code")
            sign_strategy(version.strategy, shown=version.sha256, by=mayor, evidence=evidence)
        return version
