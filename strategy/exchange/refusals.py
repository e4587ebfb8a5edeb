"""Why a file is not read: one sentence each, for the person who sent it."""

from django.utils.translation import gettext_lazy as _

from cda.lib.errors import RuleBroken


class Refused(RuleBroken):
    """The file is not read at all; nothing of it was taken."""


EMPTY = _("The file is empty.")
TOO_BIG = _("The file is too big: at most 20 MB can be read.")
UNPACKS_TOO_BIG = _("The file unpacks to far more than a document needs. It was not read.")
NOT_WORD = _("This is not a Word document (.docx), whatever its name says.")
OTHER_KIND = _("Files of this kind cannot be read. Save the text as .docx, .md or .html.")
OLD_WORD = _(
    "This is an old Word file (.doc), or it is protected with a password. "
    "Save it as .docx without a password."
)
OPEN_DOCUMENT = _("This is an OpenDocument file. Save it as .docx and send that one.")
PDF = _("This is a PDF. Send the .docx it was made from, or paste its text.")
PASSWORD = _("The file is protected with a password. Save it without one.")
MACROS = _("The file contains macros, which are programs. Save it as .docx without macros.")
BROKEN = _("The file is damaged: it cannot be opened to the end.")
HOSTILE = _("The file contains something that no document needs. It was not read.")
TOO_DEEP = _("The file is nested too deeply to be a document. It was not read.")
TOO_MUCH = _("The file takes too long to read. Divide it into parts and send them one by one.")
NO_BUNDLE = _("An archive (.zip) has to hold one text (.md or .html) and its pictures.")
NO_TEXT = _("There is no text in this file.")
