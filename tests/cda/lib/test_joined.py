"""An act joins the transaction it finds, and begins one where there is none."""

import pytest
from django.db import connection

from cda.lib.joined import joined


@joined
def act(number):
    assert connection.in_atomic_block
    return number, len(connection.savepoint_ids)


@pytest.mark.django_db
def test_it_joins_without_a_savepoint():
    before = len(connection.savepoint_ids)
    assert act(number=1) == (1, before)


@pytest.mark.django_db(transaction=True)
def test_it_begins_one_of_its_own():
    assert not connection.in_atomic_block
    assert act(2) == (2, 0)
    assert not connection.in_atomic_block
