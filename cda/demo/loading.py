"""Tell the whole story into an empty database: all of it, or nothing."""

from django.db import transaction
from django.utils import translation

from cda.accounts.models import City, User
from cda.accounts.wall import as_system
from cda.demo.cities import tell_arrival, tell_experts
from cda.demo.clock import StoryClock, telling
from cda.demo.content import cities, people
from cda.demo.ending import tell_the_end
from cda.demo.letters import settle_letters
from cda.demo.meetings import tell_meetings
from cda.demo.programme import tell_programme
from cda.demo.story import Chapter, Say, Story
from cda.demo.strategies import tell_strategy
from cda.lib.queue import after_commit
from cda.outbox import tasks as outbox
from strategy import tasks as drawings
from strategy.models import Signature

EXPERTS_READ = {"valle-sereno", "fairview-bluffs", "san-telmo-del-rio"}


def is_loaded() -> bool:
    """Is anything here already? Then the demonstration stays away."""
    return City.objects.exists()


def load(say: Say) -> None:
    """Tell everything, then draw what was signed, as the worker would have done on that day."""
    story = Story(StoryClock())
    tell_all(story, say)
    for signature in signatures():
        say(f"  drawing “{signature.version.content['title']}”")
        draw_signed_copy(story.clock, signature)


@transaction.atomic
def tell_all(story: Story, say: Say) -> None:
    """The loader sees all cities, as the programme's history does; the acts are people's own."""
    write_down(story)
    with as_system(), translation.override("en"):
        story.play(say)
        kept = settle_letters()
    # Every act rang the worker's bell. Nobody listened, and one ring is enough.
    transaction.get_connection().run_on_commit.clear()
    after_commit(outbox.deliver)
    say(f"  {User.objects.count()} people, {City.objects.count()} cities, {kept} letters to send")


def write_down(story: Story) -> None:
    """Every scene of every city."""
    tell_programme(story)
    experts = [row for row in people() if row["role"] == "partner"]
    for data in cities():
        chapter = Chapter(story, data)
        tell_arrival(chapter)
        tell_meetings(chapter)
        tell_strategy(chapter)
        if chapter.slug in EXPERTS_READ:
            tell_experts(chapter, experts)
        tell_the_end(chapter)


def signatures() -> list[Signature]:
    with as_system():
        return list(Signature.objects.select_related("version__strategy__city"))


def draw_signed_copy(clock: StoryClock, signature: Signature) -> None:
    version = signature.version
    language, paper = drawings.signed_copy(version)
    clock.set_to(signature.signed_at)
    with telling(clock):
        drawings.draw_document(version.city_id, version.pk, language, paper)
