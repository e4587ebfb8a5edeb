"""Who you are, which city it is about, and the part you play."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from cda.accounts.permissions import Role

if TYPE_CHECKING:
    from cda.accounts.access import Access


class Language(models.TextChoices):
    """The languages of the interface; each is named in itself."""

    EN = "en", "English"
    ES = "es", "Español"
    PT_BR = "pt-br", "Português"


class Form(models.TextChoices):
    """How somebody is addressed. Asked, never guessed from a name."""

    FEMININE = "feminine", _("Feminine (alcaldesa, prefeita)")
    MASCULINE = "masculine", _("Masculine (alcalde, prefeito)")
    NEUTRAL = "neutral", _("Neutral")


class Theme(models.TextChoices):
    AUTO = "auto", _("Like my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who signs in by a code sent to this address, or by the optional password."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def playing(self, *roles: Role, city: int) -> "models.QuerySet[User]":
        """The people who play one of these parts in the city today, each once."""
        parts = Part.objects.current().filter(city_id=city, role__in=roles)
        return self.filter(is_active=True, pk__in=parts.values("user_id")).order_by("name", "pk")


class User(AbstractBaseUser):
    """One human being, in whatever roles. Never deleted: parts end, and access with them."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=120)
    signature_name = models.CharField(_("name as it will be signed"), max_length=120, blank=True)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    form = models.CharField(_("form of address"), max_length=10, choices=Form, default=Form.NEUTRAL)
    language = models.CharField(_("language"), max_length=5, choices=Language, default=Language.EN)
    time_zone = models.CharField(_("time zone"), max_length=40, default="America/New_York")
    theme = models.CharField(_("colours"), max_length=5, choices=Theme, default=Theme.AUTO)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    seen_on = models.DateField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_one_address",
                violation_error_message=_("Somebody with this e-mail address is here already."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def signs_as(self) -> str:
        return self.signature_name or self.name

    @property
    def initials(self) -> str:
        words = [word for word in self.name.split() if word[0].isalpha()]
        return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper() or "·"

    def quiet_days(self, today: date) -> int | None:
        """Days since this person was last here; None when they never were."""
        return (today - self.seen_on).days if self.seen_on else None


class Region(models.TextChoices):
    NORTH = "north", _("North America")
    CENTRAL = "central", _("Central America")
    SOUTH = "south", _("South America")
    CARIBBEAN = "caribbean", _("Caribbean")


class Paper(models.TextChoices):
    LETTER = "letter", _("Letter")
    A4 = "a4", "A4"


class CityQuerySet(models.QuerySet["City"]):
    def visible_to(self, access: "Access") -> Self:
        return self.filter(pk__in=access.cities)


class City(models.Model):
    """The tenant. Everything a city writes hangs on it; this row holds only public facts."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(_("country"), max_length=2)
    country_name = models.JSONField(default=dict)
    admin1 = models.CharField(_("state, province or department"), max_length=120)
    region = models.CharField(_("region"), max_length=10, choices=Region)
    population = models.PositiveIntegerField(_("population"), null=True)
    population_year = models.PositiveSmallIntegerField(_("year of that figure"), null=True)
    time_zone = models.CharField(_("time zone"), max_length=40)
    language = models.CharField(_("language"), max_length=5, choices=Language, default=Language.EN)
    locale = models.CharField(_("number format"), max_length=10, default="en_US")
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    paper = models.CharField(_("paper"), max_length=6, choices=Paper, default=Paper.LETTER)
    council_name = models.CharField(_("name of the council"), max_length=120, blank=True)
    mayor_titles = models.JSONField(_("titles of the mayor"), default=dict)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = CityQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/cities/{self.slug}/"

    def full_name(self, language: str = "en") -> str:
        """City, state or province, country: names repeat across countries (BR-38)."""
        return f"{self.name}, {self.admin1}, {self.country_name.get(language, self.country)}"

    def mayor_title(self, form: str, language: str) -> str:
        """How this city calls its mayor, in the reader's language (BR-39)."""
        forms = self.mayor_titles.get(language) or {}
        with override(language):
            return forms.get(form) or forms.get(Form.NEUTRAL) or str(Role.MAYOR.label)


class PartQuerySet(models.QuerySet["Part"]):
    def current(self, today: date | None = None) -> Self:
        """The parts played today: from the first day to the last one, both included."""
        today = today or timezone.localdate()
        return self.filter(starts_on__lte=today).exclude(ends_on__lt=today)

    def visible_to(self, access: "Access") -> Self:
        return self.filter(city_id__in=access.cities)


class Part(models.Model):
    """A role in one city, or in all of them (no city), from a day to a day. Never deleted."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="parts")
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, related_name="parts")
    role = models.CharField(max_length=10, choices=Role)
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)
    reason_ended = models.CharField(max_length=200, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        indexes = [models.Index("user", "ends_on", name="accounts_part_user")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "city", "role"],
                condition=models.Q(ends_on=None),
                nulls_distinct=False,
                name="accounts_part_once",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None)
                | models.Q(ends_on__gte=models.F("starts_on"))
                | models.Q(ends_on=models.F("starts_on") - models.Value(1)),
                name="accounts_part_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.city_id or '*'}"

    def end(self, on: date, reason: str = "") -> None:
        """Close the door from the day after `on`."""
        self.ends_on, self.reason_ended = on, reason


class Once(models.Model):
    """A form that was sent: the second time it is answered like the first, and does nothing."""

    user_id = models.BigIntegerField()
    key = models.CharField(max_length=64)
    path = models.CharField(max_length=300)
    body = models.CharField(max_length=64)
    location = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("user_id", "key", name="accounts_once_key")]

    def __str__(self) -> str:
        return self.key
