"""Begin from an example: it comes into the text as a quotation that asks to be rewritten."""

from django.db import transaction

from cda.accounts.models import User
from strategy.actions.drafting import Saved, write_section
from strategy.models import Section, Strategy
from strategy.models.guidance import Sample


@transaction.atomic
def begin_from(section: Section, sample: Sample, *, by: User) -> Saved:
    """At the end of the text as it is now. An example that stands there already stays alone."""
    strategy = Strategy.objects.locked(section.strategy_id)
    section = Section.objects.get(pk=section.pk)
    block = sample.block(strategy.language)
    if any(other["html"] == block["html"] for other in section.blocks):
        return Saved(section)
    blocks = [*section.blocks, block]
    return write_section(section, blocks=blocks, base_version=section.version, by=by)
