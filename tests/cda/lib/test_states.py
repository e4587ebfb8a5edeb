"""The small machine: a state becomes only what its table allows."""

import pytest
from django.utils.translation import override

from cda.lib.errors import RuleBroken
from cohorts.models import Cohort


def test_what_may_follow_is_in_the_table():
    planned = Cohort(status=Cohort.Status.PLANNED)
    assert planned.can_become(Cohort.Status.OPEN)
    assert not Cohort(status="unheard of").can_become(Cohort.Status.OPEN)
    planned._become(Cohort.Status.OPEN)
    assert planned.status == Cohort.Status.OPEN


def test_what_may_not_follow_is_refused_in_words():
    opened = Cohort(status=Cohort.Status.OPEN)
    with override("en"), pytest.raises(RuleBroken) as refused:
        opened._become(Cohort.Status.PLANNED)
    labels = (Cohort.Status.OPEN.label, Cohort.Status.PLANNED.label)
    assert str(refused.value) == "What is “{}” cannot become “{}”.".format(*labels)
    assert opened.status == Cohort.Status.OPEN
