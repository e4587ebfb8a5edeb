"""Pictures: brought by those who write, shown to those who may read, kept once."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from cda.accounts.permissions import Role
from cda.audit.models import Entry
from cda.lib.errors import RuleBroken
from cda.lib.redrawing import redraw
from strategy.actions.picturing import add_picture
from strategy.models import Picture, Strategy
from strategy.models.text import to_blocks
from tests import factories


def drawing(colour="teal", size=(60, 40)):
    stream = BytesIO()
    Image.new("RGB", size, colour).save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def kept(strategy, lead):
    return add_picture(strategy, drawing(), by=lead)


def address(name, *words):
    return reverse(f"strategy:{name}", args=["valle-sereno", *words])


def sent(content, **words):
    file = SimpleUploadedFile("map.png", content, content_type="text/html")
    return {"file": file, "alt": "El río", **words}


def test_the_same_picture_is_kept_once(strategy, kept, lead, member):
    assert add_picture(strategy, drawing(), by=member) == kept
    assert add_picture(strategy, drawing("red"), by=member) != kept
    assert (kept.width, kept.height, kept.added_by) == (60, 40, lead)
    assert bytes(Picture.objects.get(pk=kept.pk).content) == redraw(drawing()).content
    assert [entry.verb for entry in Entry.objects.all()] == ["picture.added"] * 2
    assert str(kept) == kept.key


def test_no_picture_while_others_read_and_not_too_many(strategy, kept, lead, monkeypatch):
    monkeypatch.setattr("strategy.actions.picturing.MOST_PICTURES", 1)
    with pytest.raises(RuleBroken, match="1 pictures already"):
        add_picture(strategy, drawing("red"), by=lead)
    Strategy.objects.update(status="mayor_review")
    with pytest.raises(RuleBroken, match="cannot be changed while it is"):
        add_picture(strategy, drawing("red"), by=lead)


def test_a_picture_is_served_as_what_it_is_and_kept_by_nobody_else(signed_in, lead, kept):
    client = signed_in(lead)
    answer = client.get(address("picture", kept.key))
    assert answer.status_code == 200
    assert answer.content == bytes(kept.content)
    assert answer["Content-Type"] == "image/png"
    assert answer["Cache-Control"] == "private, max-age=86400"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    again = client.get(address("picture", kept.key), headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "private, max-age=86400"


def test_a_picture_of_another_city_does_not_exist(signed_in, kept):
    stranger = factories.UserFactory()
    factories.PartFactory(user=stranger, role=Role.LEAD, city=factories.CityFactory())
    assert signed_in(stranger).get(address("picture", kept.key)).status_code == 404


def test_without_a_script_the_page_gives_the_line_to_paste(signed_in, member, strategy):
    client = signed_in(member)
    assert "drawn anew" in client.get(address("picture_add")).content.decode()
    answer = client.post(address("picture_add"), sent(drawing(), caption='El "Verde"'))
    kept = Picture.objects.get()
    mark = answer.context["mark"]
    assert mark == f'![El río](picture:{kept.key} "El \\"Verde\\"")'
    assert f'src="{address("picture", kept.key)}"' in answer.content.decode()
    (block,) = to_blocks(mark)
    assert block["html"].endswith('<figcaption>El "Verde"</figcaption></figure>')


def test_the_rich_field_hears_the_same_as_json(signed_in, member, strategy):
    client = signed_in(member)
    json = {"Accept": "application/json"}
    answer = client.post(address("picture_add"), sent(drawing()), headers=json)
    kept = Picture.objects.get()
    assert answer.json() == {
        "key": kept.key,
        "src": address("picture", kept.key),
        "mark": f"![El río](picture:{kept.key})",
        "width": 60,
        "height": 40,
    }
    refused = client.post(address("picture_add"), {"alt": " "}, headers=json)
    assert refused.status_code == 422
    assert "Choose a picture." in refused.json()["error"]
    assert "Say what the picture shows" in refused.json()["error"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"<svg onload=alert(1)>", "not a picture that can be read"), (b"", "The file is empty.")],
)
def test_what_is_no_picture_is_refused_beside_its_field(
    signed_in, member, strategy, content, sentence
):
    answer = signed_in(member).post(address("picture_add"), sent(content))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="El río"' in page
    assert not Picture.objects.exists()


def test_the_page_asks_few_questions(signed_in, member, strategy, django_assert_max_num_queries):
    client = signed_in(member)
    client.get(address("picture_add"))
    with django_assert_max_num_queries(15):
        client.get(address("picture_add"))
