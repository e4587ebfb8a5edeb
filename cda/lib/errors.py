"""One kind of "no"."""

from django.utils.functional import Promise


class RuleBroken(Exception):
    """A rule refused the request. str(error) is shown to the person as it is.

    Raised by model verbs and actions; answered once, with 409, by the middleware.
    """

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)

    def __str__(self) -> str:
        return str(self.args[0])
