"""What a password may not be made of, beside Django's own rules."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cda.accounts.models import User

LONGEST, LEFT, DIFFERENT = 128, 8, 6
# What everybody here would try first, in three languages.
OBVIOUS = re.compile(
    r"password|contrase[nñ]a|senha|clave|qwerty|asdf|bloomberg|govex|citydata|alliance|accelerator"
    r"|acelerador|mayor|alcald[ei]a?|prefeit[oa]|(?:19|20)\d\d|\d+",
    re.IGNORECASE,
)


class PlainPasswordValidator:
    """Enough must be left when the obvious words, the figures and one's own name are gone."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(_("At most 128 characters, please."), code="password_too_long")
        rest = OBVIOUS.sub("", password)
        for word in re.split(r"\W+", f"{user.name} {user.email}" if user else ""):
            if len(word) > 2:
                rest = re.sub(re.escape(word), "", rest, flags=re.IGNORECASE)
        if len(rest) < LEFT or len(set(rest.lower())) < DIFFERENT:
            raise ValidationError(
                _("This is too easy to guess. Use a sentence that only you would write."),
                code="password_too_plain",
            )

    def get_help_text(self) -> str:
        return _("A sentence that only you would write is a good password.")
