"""Pictures of a document: named by their place in the file until somebody takes the text over."""

import warnings
from io import BytesIO
from typing import Any

from django.utils.html import escape
from PIL import Image

from cda.lib.redrawing import KINDS, MOST_BYTES, MOST_POINTS, MOST_SIDE
from strategy.exchange.package import Package
from strategy.exchange.pieces import Losses, Piece
from strategy.exchange.refusals import Refused
from strategy.exchange.wordml import attribute

Element = Any
SOURCE = "picture:"


class Pictures:
    """The pictures of one package."""

    def __init__(self, package: Package, losses: Losses) -> None:
        self.package, self.losses = package, losses
        self.relations = package.relations(package.main)
        self._readable: dict[str, bool] = {}

    def read(self, drawing: Element) -> list[Piece]:
        """A figure for each picture that the drawing shows."""
        found = []
        for row in drawing.iter("{*}blip", "{*}imagedata"):
            name = self._name(row)
            if name and self._is_readable(name):
                found.append(Piece(figure(name, self._words(drawing)), code="figure"))
            elif name or attribute(row, "link"):
                self.losses.add("picture", sample=name or attribute(row, "link"), words=0)
        return found

    def _name(self, element: Element) -> str:
        relation = self.relations.get(attribute(element, "embed") or attribute(element, "id"))
        if relation is None:
            return ""
        if relation.is_external or relation.target not in self.package.names:
            self.losses.add("picture", sample=relation.target, words=0)
            return ""
        return relation.target

    def _is_readable(self, name: str) -> bool:
        if name not in self._readable:
            try:
                self._readable[name] = is_readable(self.package.bytes(name, MOST_BYTES))
            except Refused:
                self._readable[name] = False
        return self._readable[name]

    def _words(self, drawing: Element) -> str:
        """What the author said that the picture shows."""
        for row in drawing.iter("{*}docPr", "{*}shape"):
            said = attribute(row, "descr") or attribute(row, "alt") or attribute(row, "title")
            if said.strip():
                return " ".join(said.split())
        self.losses.add("undescribed", words=0)
        return ""


def figure(name: str, alt: str) -> str:
    return f'<figure><img src="{escape(SOURCE + name)}" alt="{escape(alt)}"></figure>'


def captioned(pieces: list[Piece]) -> list[Piece]:
    """A line that names the figure above it becomes part of the figure."""
    found: list[Piece] = []
    for piece in pieces:
        if piece.code == "caption" and found and found[-1].code == "figure":
            words = piece.html.removeprefix("<p>").removesuffix("</p>")
            html = found[-1].html.removesuffix("</figure>")
            found[-1] = Piece(f"{html}<figcaption>{words}</figcaption></figure>")
        else:
            found.append(piece)
    return found


def is_readable(content: bytes) -> bool:
    """A picture that can be drawn anew: of a kind that browsers show, whole, not too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(BytesIO(content), formats=KINDS) as picture:
                picture.verify()
                width, height = picture.size
                return width * height <= MOST_POINTS and max(width, height) <= MOST_SIDE
    except Exception:  # Pillow names a dozen kinds of broken
        return False
