"""The strategy of a city, from its first page to where it stands today."""

from cda.demo.calendar import Calendar
from cda.demo.deciding import tell_decisions
from cda.demo.evidence import tell_evidence
from cda.demo.files import tell_files
from cda.demo.history import tell_history
from cda.demo.languages import tell_languages
from cda.demo.pictures import tell_pictures
from cda.demo.planning import tell_plan
from cda.demo.registers import tell_registers
from cda.demo.story import Chapter
from cda.demo.writing import tell_writing


def tell_strategy(chapter: Chapter) -> None:
    if chapter.data["strategy"]["status"] == "not_started":
        return
    calendar = Calendar(chapter.data["strategy"])
    tell_writing(chapter, calendar)
    tell_pictures(chapter, calendar)
    tell_plan(chapter, calendar)
    tell_registers(chapter, calendar)
    tell_decisions(chapter, calendar)
    tell_languages(chapter, calendar)
    tell_evidence(chapter, calendar)
    tell_files(chapter, calendar)
    tell_history(chapter, calendar)
