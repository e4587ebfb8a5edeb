"""Freeze a strategy: what is reviewed and signed does not move any more."""

from collections.abc import Mapping

from django.db import transaction

from cda.accounts.models import User
from cda.audit.log import record
from strategy.models import Strategy, Version
from strategy.models.content import canonical, fingerprint


@transaction.atomic
def freeze(
    strategy: Strategy,
    *,
    reason: str,
    by: User,
    whys: Mapping[str, str] | None = None,
    name: str = "",
) -> Version:
    """Keep the whole content under the strategy's present number.

    The caller holds the strategy's lock, so that nobody writes while it is copied.
    """
    content = canonical(strategy)
    version = Version.objects.create(
        strategy=strategy,
        city_id=strategy.city_id,
        number=strategy.number,
        reason=reason,
        name=name,
        content=content,
        sha256=fingerprint(content),
        whys=dict(whys or {}),
        created_by=by,
    )
    record(
        "version.frozen", version, by=by, note={"number": version.number, "sha256": version.sha256}
    )
    return version
