"""Public ids are long, random, and fit their place in an address."""

import re

from cda.lib.ids import PublicIdConverter, public_id


def test_public_ids_are_22_characters_and_never_the_same():
    made = {public_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch(PublicIdConverter.regex, one) for one in made)


def test_the_converter_changes_nothing():
    key = public_id()
    assert PublicIdConverter().to_python(key) == key
    assert PublicIdConverter().to_url(key) == key
