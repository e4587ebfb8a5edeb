"""Three cities, one per language, with the people who take them from invitation to signature."""

from dataclasses import dataclass, field

from tests.journeys.visitor import Visitor

CANARY = "canary-51c7 the chief of staff doubts the date canary-51c7"
# The coach and one member read another language than their city.
BESIDE = {"es": "pt-br", "pt-br": "en", "en": "es"}


@dataclass(frozen=True)
class Place:
    """What is typed about a city, in the city's language."""

    name: str
    admin1: str
    country: str
    time_zone: str
    slug: str
    text: str
    better: str
    wish: str
    step: str
    names: tuple[str, str, str, str, str] = field(default=())


PLACES = {
    "es": Place(
        "Río Manso", "Ñuble", "CL", "America/Santiago", "rio-manso",
        "Cada decisión del concejo nombra los datos que la sostienen.",
        "Cada decisión del concejo nombra los datos que la sostienen, y dónde verlos.",
        "Bajen el costo del primer año.",
        "Nombrar a las personas responsables",
        ("Rosario Alarcón", "Matías Iturra", "Elena Cifuentes", "Bruno Saavedra", "Inés Toro"),
    ),
    "pt-br": Place(
        "Serra Branca", "Minas Gerais", "BR", "America/Sao_Paulo", "serra-branca",
        "Cada decisão da câmara cita os dados que a sustentam.",
        "Cada decisão da câmara cita os dados que a sustentam, e onde vê-los.",
        "Reduzam o custo do primeiro ano.",
        "Nomear as pessoas responsáveis",
        ("Helena Prates", "Caio Moreira", "Lia Fontoura", "Rui Sampaio", "Teresa Vilar"),
    ),
    "en": Place(
        "Harbor Point", "Ohio", "US", "America/New_York", "harbor-point",
        "Every decision of the council names the data behind it.",
        "Every decision of the council names the data behind it, and where to see them.",
        "Bring down the cost of the first year.",
        "Name the people in charge",
        ("Grace Holloway", "Owen Barrett", "Nadia Flores", "Peter Lindqvist", "Ruth Amado"),
    ),
}  # fmt: skip


class Cast:
    """Everybody of one journey, each with a browser of their own."""

    def __init__(self, language):
        self.language, self.place = language, PLACES[language]
        mayor, lead, member, other, coach = self.place.names
        self.mayor = Visitor(mayor, "mayor@city.example", language)
        self.lead = Visitor(lead, "lead@city.example", language)
        self.member = Visitor(member, "member@city.example", language)
        self.other = Visitor(other, "other@city.example", BESIDE[language])
        self.coach = Visitor(coach, "coach@programme.example", BESIDE[language])
        self.admin = Visitor("Priya Shah", "admin@programme.example", "en")
        self.staff = Visitor("Sam Ortiz", "staff@programme.example", "en")

    @property
    def team(self):
        return [self.lead, self.member, self.other]

    @property
    def people(self):
        return [self.mayor, *self.team, self.coach, self.admin, self.staff]

    def nobody(self):
        """Whoever holds the printed document."""
        return Visitor("", "", self.language)

    def path(self, rest=""):
        return f"/cities/{self.place.slug}/{rest}"
