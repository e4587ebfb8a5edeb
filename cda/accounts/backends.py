"""allauth's way to sign in; whose session it is, is asked by hand: every page asks it."""

from allauth.account.auth_backends import AuthenticationBackend

from cda.accounts.models import User
from cda.lib.rows import row_of


class Backend(AuthenticationBackend):  # type: ignore[misc]  # no stubs
    """As ever, but for finding the person of a session."""

    def get_user(self, user_id: int) -> User | None:
        try:
            user = row_of(User, user_id)
        except User.DoesNotExist:
            return None
        return user if self.user_can_authenticate(user) else None
