"""“Diego, Friday” is understood, in three languages; a sentence keeps its words."""

from datetime import date

import pytest

from coaching.models.steps import Read, day_named, owner_named, plain, read_step

TODAY = date(2026, 12, 2)  # a Wednesday
CARLA, DIEGO, ANA, OTHER_ANA, INES = range(1, 6)
PEOPLE = [
    (CARLA, "Carla Peña"),
    (DIEGO, "Diego Rojas"),
    (ANA, "Ana Duarte"),
    (OTHER_ANA, "Ana Lima"),
    (INES, "Inés Vidal"),
]
FRIDAY = date(2026, 12, 4)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Send a sample, Diego, Friday", Read("Send a sample", DIEGO, FRIDAY)),
        ("Send a sample, Friday, Diego", Read("Send a sample", DIEGO, FRIDAY)),
        ("Send a sample, Diego Friday", Read("Send a sample", DIEGO, FRIDAY)),
        ("Send a sample, Diego by Friday", Read("Send a sample", DIEGO, FRIDAY)),
        ("Enviar un perfil, inés, el viernes", Read("Enviar un perfil", INES, FRIDAY)),
        ("Enviar um perfil, INES, sexta-feira", Read("Enviar um perfil", INES, FRIDAY)),
        ("Enviar um perfil, até sexta", Read("Enviar um perfil", None, FRIDAY)),
        ("Plan, Ana Lima, tomorrow", Read("Plan", OTHER_ANA, date(2026, 12, 3))),
        ("Plan, Diego, Friday, Dec 4", Read("Plan", DIEGO, FRIDAY)),
        ("Plan, b, 13 de febrero de 2027", Read("Plan, b", None, date(2027, 2, 13))),
        ("  Plan , Diego  ", Read("Plan", DIEGO)),
        ("Plan, Ana", Read("Plan, Ana")),
        ("Call Human Resources, legal", Read("Call Human Resources, legal")),
        ("Introduce Diego to Carla", Read("Introduce Diego to Carla")),
        ("Diego", Read("Diego")),
        (", Friday", Read(", Friday")),
        ("Plan, ", Read("Plan,")),
        ("Plan, Diego, Carla", Read("Plan, Diego", CARLA)),
        ("Plan, Thursday, Friday", Read("Plan, Thursday", None, FRIDAY)),
        ("", Read("")),
    ],
)
def test_read_step(typed, read):
    assert read_step(typed, PEOPLE, TODAY) == read


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", TODAY),
        ("hoy", TODAY),
        ("hoje", TODAY),
        ("mañana", date(2026, 12, 3)),
        ("amanhã", date(2026, 12, 3)),
        ("next week", date(2026, 12, 9)),
        ("la próxima semana", date(2026, 12, 9)),
        ("semana que vem", date(2026, 12, 9)),
        ("Wednesday", date(2026, 12, 9)),
        ("el miércoles", date(2026, 12, 9)),
        ("quarta", date(2026, 12, 9)),
        ("next Fri.", FRIDAY),
        ("para el viernes", FRIDAY),
        ("lunes", date(2026, 12, 7)),
        ("terça-feira", date(2026, 12, 8)),
        ("sábado", date(2026, 12, 5)),
        ("dom", date(2026, 12, 6)),
        ("Dec 2", TODAY),
        ("Feb 13", date(2027, 2, 13)),
        ("13 de fevereiro", date(2027, 2, 13)),
        ("13 fev 2028", date(2028, 2, 13)),
        ("March 3, 2027".replace(",", ""), date(2027, 3, 3)),
        ("2027-01-15", date(2027, 1, 15)),
        ("2020-01-15", None),
        ("2027-02-30", None),
        ("Feb 30", None),
        ("February", None),
        ("12", None),
        ("13/02", None),
        ("3 4 Feb 2027", None),
        ("someday", None),
        ("el", None),
        ("", None),
    ],
)
def test_day_named(words, day):
    assert day_named(words, TODAY) == day


def test_owner_named_by_first_or_whole_name_only_when_it_is_clear():
    assert owner_named("carla", PEOPLE) == CARLA
    assert owner_named("Carla PENA", PEOPLE) == CARLA
    assert owner_named("Ana", PEOPLE) is None
    assert owner_named("Peña", PEOPLE) is None
    assert owner_named("", PEOPLE) is None


def test_plain():
    assert plain("  Inés   VIDAL. ") == "ines vidal"
