"""The pictures of a printed strategy: their bytes go to the drawing together with the text."""

import hashlib
import re
from collections.abc import Mapping

from cda.lib.pdf import ASSET
from strategy.models.content import Content
from strategy.models.pictures import Picture

# In the words of a text every "<" is written "&lt;": this can only be a picture.
_PICTURE = re.compile(r'(<figure><img )src="picture:')


def pictures_of(strategy_id: int, content: Content) -> Mapping[str, bytes]:
    """Those that the content names, if they are still what was frozen with it."""
    known: dict[str, str] = content.get("pictures") or {}
    if not known:
        return {}
    rows = Picture.objects.filter(strategy=strategy_id, key__in=known)
    found = {key: bytes(bits) for key, bits in rows.values_list("key", "content")}
    return {
        key: bits for key, bits in found.items() if hashlib.sha256(bits).hexdigest() == known[key]
    }


def placed(html: str) -> str:
    """Every picture under the name by which the drawing asks for it."""
    return _PICTURE.sub(rf'\1src="{ASSET}', html)
