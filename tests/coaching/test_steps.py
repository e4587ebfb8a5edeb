"""Next steps: listed late first, added, ticked, changed, given to somebody else."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cda.audit.models import Entry
from coaching.models import ActionItem
from tests import factories

pytestmark = pytest.mark.django_db
EDITORS = ["lead", "member", "coach", "staff", "admin"]
READERS = ["mayor", "delegate"]


@pytest.fixture
def list_url(city):
    return reverse("coaching:step_list", args=[city.slug])


@pytest.fixture
def add_url(city):
    return reverse("coaching:step_add", args=[city.slug])


@pytest.fixture
def edit_url(item):
    return reverse("coaching:step_edit", args=[item.city.slug, item.key])


@pytest.fixture
def tick_url(item):
    return reverse("coaching:step_tick", args=[item.city.slug, item.key])


def step(participation, days, **fields):
    due_on = None if days is None else timezone.localdate() + timedelta(days=days)
    return factories.ActionItemFactory(participation=participation, due_on=due_on, **fields)


def shown(response):
    return [
        (group["name"], [row["item"].text for row in group["rows"]])
        for group in response.context["groups"]
    ]


@pytest.mark.parametrize("who", EDITORS + READERS)
def test_step_list_by_role(signed_in, request, list_url, item, who):
    response = signed_in(request.getfixturevalue(who)).get(list_url)
    page = response.content.decode()
    assert item.text in page
    for name in ("step_tick", "step_edit"):
        path = reverse(f"coaching:{name}", args=[item.city.slug, item.key])
        assert (path in page) == (who in EDITORS)
    assert ("Add a step" in page) == (who in EDITORS)


def test_step_list_groups_by_person_late_first(
    signed_in, coach, list_url, participation, lead, member
):
    step(participation, 9, text="later", owner=member)
    step(participation, -2, text="late", owner=lead)
    step(participation, 3, text="soon", owner=lead)
    step(participation, None, text="some day")
    response = signed_in(coach).get(list_url)
    assert shown(response) == [
        ("Carla Peña", ["late", "soon"]),
        ("Diego Rojas", ["later"]),
        ("Nobody yet", ["some day"]),
    ]


def test_step_list_groups_by_date(signed_in, coach, list_url, participation):
    for days, text in [(None, "some day"), (30, "later"), (3, "soon"), (-2, "late")]:
        step(participation, days, text=text)
    response = signed_in(coach).get(list_url, {"by": "date"})
    assert shown(response) == [
        ("Late", ["late"]),
        ("This week", ["soon"]),
        ("Later", ["later"]),
        ("Without a date", ["some day"]),
    ]


def test_step_list_filters(signed_in, member, list_url, participation):
    step(participation, 3, text="mine", owner=member)
    step(participation, -2, text="late")
    step(participation, 1, text="done", status="done", done_at=timezone.now())
    step(participation, 1, text="dropped", status="cancelled", closing_note="nobody needs it")
    client = signed_in(member)
    assert shown(client.get(list_url, {"show": "mine"})) == [("Diego Rojas", ["mine"])]
    assert shown(client.get(list_url, {"show": "late"})) == [("Nobody yet", ["late"])]
    finished = client.get(list_url, {"show": "done", "by": "date"})
    assert {text for _, texts in shown(finished) for text in texts} == {"done", "dropped"}
    assert "nobody needs it" in finished.content.decode()
    tiles = client.get(list_url, {"show": "?", "by": "?"}).context["tiles"]
    assert [(tile["number"], tile["current"], tile["need"]) for tile in tiles] == [
        (2, True, False),
        (1, False, False),
        (1, False, True),
    ]


def test_step_list_shows_what_is_blocked_going_on_and_carried(
    signed_in, lead, list_url, participation
):
    step(participation, 1, status="blocked")
    step(participation, 1, status="in_progress", carried=4)
    page = signed_in(lead).get(list_url).content.decode()
    for words in ("Blocked", "In progress", "carried over 4 times"):
        assert words in page


def test_step_list_asks_for_a_new_owner(signed_in, lead, mayor, list_url, participation):
    gone = factories.UserFactory(name="Pablo Neri")
    item = step(participation, 1, owner=gone)
    page = signed_in(lead).get(list_url).content.decode()
    assert "Somebody with open steps has left the team" in page
    edit = reverse("coaching:step_edit", args=[item.city.slug, item.key])
    assert "has left the team. Choose somebody else." in signed_in(lead).get(edit).content.decode()
    step(participation, 1, owner=gone)
    assert "2 steps have no owner here any more." in signed_in(lead).get(list_url).content.decode()
    assert "has left the team" not in signed_in(mayor).get(list_url).content.decode()


def test_step_list_empty(signed_in, lead, list_url, participation):
    client = signed_in(lead)
    assert "Nothing is open" in client.get(list_url).content.decode()
    assert "Nothing is finished yet" in client.get(list_url, {"show": "done"}).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_step_list_asks_the_same_for_any_number(
    signed_in, lead, list_url, participation, log, asked, rows
):
    for _ in range(rows):
        owner = factories.UserFactory()
        factories.PartFactory(user=owner, city=participation.city, role="member")
        step(participation, 1, owner=owner, log=log)
    assert asked(signed_in(lead), list_url) == 9


@pytest.mark.parametrize(
    ("who", "status"),
    [("partner", 403), ("observer", 403), ("stranger", 404), ("stranger_coach", 404)],
)
def test_step_pages_are_not_for_others(
    signed_in, request, list_url, add_url, edit_url, tick_url, who, status
):
    client = signed_in(request.getfixturevalue(who))
    assert [client.get(path).status_code for path in (list_url, add_url, edit_url)] == [status] * 3
    assert client.post(tick_url, {"done": "1"}).status_code == status


@pytest.mark.parametrize("who", READERS)
def test_step_writing_is_not_for_readers(
    signed_in, request, add_url, edit_url, tick_url, who, item
):
    client = signed_in(request.getfixturevalue(who))
    answers = [
        client.post(path, {"done": "1"}).status_code for path in (add_url, edit_url, tick_url)
    ]
    assert answers == [403] * 3
    item.refresh_from_db()
    assert item.status == "open"


def test_step_of_another_city_at_my_own_address(signed_in, stranger_coach, other_city, item):
    client = signed_in(stranger_coach)
    for name in ("step_edit", "step_tick"):
        path = reverse(f"coaching:{name}", args=[other_city.slug, item.key])
        assert client.post(path, {"done": "1"}).status_code == 404


def test_step_tick_and_back(signed_in, member, item, tick_url, list_url):
    client = signed_in(member)
    for _ in range(2):
        response = client.post(tick_url, {"done": "1"})
        assert (response.status_code, response.url) == (302, f"{list_url}#step-{item.key}")
    item.refresh_from_db()
    assert item.status == "done"
    client.post(tick_url)
    item.refresh_from_db()
    assert item.status == "open"
    verbs = Entry.objects.about(item).order_by("seq").values_list("verb", "actor_id")
    assert list(verbs) == [("step.done", member.pk), ("step.reopened", member.pk)]


def test_step_tick_answers_htmx_with_its_row(signed_in, member, item, tick_url):
    response = signed_in(member).post(tick_url, {"done": "1"}, headers={"HX-Request": "true"})
    page = response.content.decode()
    assert response.status_code == 200
    assert page.strip().startswith(f'<li id="step-{item.key}">')
    assert "checked" in page


def test_step_tick_of_a_dropped_one_says_no(signed_in, member, item, tick_url):
    ActionItem.objects.update(status="cancelled")
    response = signed_in(member).post(tick_url, {"done": "1"})
    assert response.status_code == 409


def test_step_add_understands_a_name_and_a_day(
    signed_in, lead, member, participation, add_url, now
):
    client = signed_in(lead)
    assert client.get(add_url).status_code == 200
    response = client.post(add_url, {"text": "Send the list, Diego, Friday"})
    item = ActionItem.objects.get()
    assert response.status_code == 302
    assert (item.text, item.owner, item.due_on) == ("Send the list", member, date(2026, 12, 4))
    assert Entry.objects.get(verb="step.added").note == {"owner": member.pk, "due_on": "2026-12-04"}


@pytest.mark.parametrize(
    ("typed", "text", "due_on"),
    [
        ({"owner": "lead", "due_on": "2026-12-20"}, "Send it, Diego, Friday", date(2026, 12, 20)),
        ({"owner": "lead"}, "Send it, Diego", date(2026, 12, 4)),
        ({"due_on": "2026-12-20"}, "Send it, Diego, Friday", date(2026, 12, 20)),
    ],
)
def test_step_add_does_not_overrule_a_choice(
    signed_in, lead, member, participation, add_url, now, typed, text, due_on
):
    typed = {name: str(lead.pk) if value == "lead" else value for name, value in typed.items()}
    signed_in(lead).post(add_url, {"text": "Send it, Diego, Friday", **typed})
    item = ActionItem.objects.get()
    assert (item.text, item.due_on) == (text, due_on)


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "   "},
        {"text": "x" * 301},
        {"text": "a\x00b"},
        {"owner": "999999"},
        {"owner": "x"},
        {"due_on": "soon"},
        {"due_on": "1900-01-01"},
        {"due_on": "9999-12-31"},
    ],
)
def test_step_add_of_bad_input(signed_in, lead, participation, add_url, wrong):
    response = signed_in(lead).post(add_url, {"text": "Send the list", **wrong})
    assert response.status_code == 422
    assert not ActionItem.objects.exists()


def test_step_edit_changes_owner_and_day(signed_in, lead, member, item, edit_url):
    ActionItem.objects.update(reminded_for=item.due_on)
    client = signed_in(lead)
    assert client.get(edit_url).context["form"].initial["text"] == item.text
    typed = {"text": "Other words", "owner": lead.pk, "due_on": "2026-12-20", "status": "open"}
    assert client.post(edit_url, typed).status_code == 302
    item.refresh_from_db()
    assert (item.text, item.owner, item.due_on) == ("Other words", lead, date(2026, 12, 20))
    assert item.reminded_for is None
    assert Entry.objects.get(verb="step.changed").note == {
        "owner": lead.pk,
        "due_on": "2026-12-20",
        "status": "open",
    }


@pytest.mark.parametrize("status", ["blocked", "in_progress", "done", "cancelled"])
def test_step_edit_moves_it(signed_in, member, item, edit_url, status):
    typed = {"text": item.text, "status": status, "closing_note": "a reason"}
    signed_in(member).post(edit_url, typed)
    item.refresh_from_db()
    assert item.status == status


def test_step_edit_drops_only_with_a_reason(signed_in, member, item, edit_url):
    response = signed_in(member).post(edit_url, {"text": item.text, "status": "cancelled"})
    assert response.status_code == 422
    assert "Say in a few words why." in response.content.decode()


def test_step_edit_refuses_a_way_that_is_none(signed_in, member, item, edit_url):
    ActionItem.objects.update(status="done", carried=3)
    response = signed_in(member).post(edit_url, {"text": item.text, "status": "blocked"})
    assert response.status_code == 422
    item.refresh_from_db()
    assert item.status == "done"


def test_step_edit_shows_how_often_it_was_carried(signed_in, member, item, edit_url):
    ActionItem.objects.update(carried=3)
    assert "carried over 3 times" in signed_in(member).get(edit_url).content.decode()
