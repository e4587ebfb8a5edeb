"""The last pages: whom to ask, what the strategy rests on, what is attached."""

from django.utils.translation import gettext_lazy as _

from strategy.models.register_schemas.kinds import Field, Kind, Place, Register

CONTACTS = Register(
    "contacts",
    "A1",
    _("Contacts"),
    _("Where any reader can ask, comment or help."),
    (
        Field("matter", _("What for"), required=True),
        Field("office", _("Office or post"), Kind.POST, required=True),
        Field("address", _("Address, telephone or e-mail of the office")),
        Field("answer", _("When to expect an answer")),
        Field("link", _("Link"), Kind.LINK, place=Place.UNDER),
    ),
    is_content=True,
)
REFERENCES = Register(
    "references",
    "A3",
    _("References"),
    _("Laws, plans and studies on which the strategy rests."),
    (
        Field("title", _("Title"), required=True),
        Field(
            "kind",
            _("Kind"),
            Kind.CHOICE,
            (
                ("law", _("Law or rule")),
                ("plan", _("City plan")),
                ("study", _("Study")),
                ("standard", _("Standard")),
                ("data", _("Dataset")),
            ),
            required=True,
        ),
        Field("author", _("Author or body, year")),
        Field("link", _("Link"), Kind.LINK, place=Place.UNDER),
    ),
    is_content=True,
)
ANNEXES = Register(
    "annexes",
    "A4",
    _("List of annexes"),
    _("What is attached or kept elsewhere: charters, questionnaires, lists."),
    (
        Field("title", _("Annex"), required=True),
        Field("about", _("What it holds"), Kind.LONG),
        Field("link", _("Link"), Kind.LINK, place=Place.UNDER),
    ),
    is_content=True,
)
REGISTERS = (CONTACTS, REFERENCES, ANNEXES)
