"""Documents that nobody would write, by the dozen: every word is taken or listed."""

import random

import pytest

from strategy.exchange.counting import words_in_word
from strategy.exchange.pieces import Losses, words_of
from strategy.exchange.reading import read
from strategy.exchange.refusals import Refused
from strategy.exchange.word import read_word
from strategy.models.text import from_html
from tests.strategy import word_files as files
from tests.strategy.word_files import field, reference, run, text_box

WORDS = [
    "Datos", "ciudad", "niño", "co-operación", "3.5", "2026", "re\u00adgla", "شارع", "(sic)",
    "l’eau", "x", "—", "&amp;", "&lt;b&gt;",
]  # fmt: skip
ORDERS = ["TOC \\o", "DATE", "PAGEREF x", 'HYPERLINK "https://a.example"']


class Author:
    """Writes without sense, always the same for the same seed."""

    def __init__(self, seed):
        self.dice = random.Random(seed)  # noqa: S311  no secret

    def text(self):
        return " ".join(self.dice.choice(WORDS) for _ in range(self.dice.randint(1, 8))) + " "

    def runs(self, depth):
        makers = [
            lambda text: run(text),
            lambda text: run(text, "<w:b/>"),
            lambda text: run(text, '<w:i/><w:vertAlign w:val="superscript"/>'),
            lambda text: run(text, "<w:vanish/>"),
            lambda text: f"<w:ins>{run(text)}</w:ins>",
            lambda text: f"<w:del><w:r><w:delText>{text}</w:delText></w:r></w:del>",
            lambda text: f"<w:smartTag>{run(text)}</w:smartTag>",
            lambda text: "<w:r><w:br/><w:tab/></w:r>",
            lambda text: reference(self.dice.randint(1, 6)),
            lambda text: field(self.dice.choice(ORDERS), run(text)),
            lambda text: text_box(text, twice=self.dice.random() < 0.7) if depth < 2 else "",
        ]
        return "".join(
            self.dice.choice(makers)(self.text()) for _ in range(self.dice.randint(1, 5))
        )

    def block(self, depth=0):
        kind = self.dice.randint(0, 9)
        if kind == 0 and depth < 2:
            return self.table(depth)
        if kind == 1 and depth < 3:
            about = self.dice.choice(["", "<w:showingPlcHdr/>", '<w:tag w:val="cda:plan"/>'])
            inner = f"<w:sdtContent>{self.block(depth + 1)}</w:sdtContent>"
            return f"<w:sdt><w:sdtPr>{about}</w:sdtPr>{inner}</w:sdt>"
        return f"<w:p>{self.properties(kind)}{self.runs(depth)}</w:p>"

    def properties(self, kind):
        level, list_id = self.dice.randint(0, 3), self.dice.choice([0, 50, 51])
        style = self.dice.choice(["Quote", "Caption", "Title", "Heading1"])
        numbers = f'<w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/>'
        inner = {
            2: f'<w:outlineLvl w:val="{level}"/>',
            3: f"<w:numPr>{numbers}</w:numPr>",
            4: f"<w:numPr>{numbers}</w:numPr>",
            5: f'<w:pStyle w:val="{style}"/>',
        }.get(kind)
        return f"<w:pPr>{inner}</w:pPr>" if inner else ""

    def table(self, depth):
        columns = self.dice.randint(1, 4)
        rows = (self.row(columns, depth) for _ in range(self.dice.randint(1, 4)))
        return f"<w:tbl>{''.join(rows)}</w:tbl>"

    def row(self, columns, depth):
        cells, column = [], 0
        while column < columns:
            span = self.dice.randint(1, columns - column)
            merge = self.dice.choice(["", '<w:vMerge w:val="restart"/>', "<w:vMerge/>"])
            about = f'<w:tcPr><w:gridSpan w:val="{span}"/>{merge}</w:tcPr>'
            cells.append(f"<w:tc>{about}{self.block(depth + 1)}<w:p/></w:tc>")
            column += span
        return f"<w:tr>{''.join(cells)}</w:tr>"

    def document(self):
        document = files.new()
        files.add_numbering(document, 50, ["bullet", "decimal", "bullet", "decimal"])
        files.add_numbering(document, 51, ["decimal"] * 4)
        for _ in range(self.dice.randint(1, 14)):
            files.raw(document, self.block())
        notes = {f"n{number}": self.text() for number in range(1, 5)}
        return files.with_notes(files.saved(document), **notes)


@pytest.mark.parametrize("seed", range(12))
def test_words_in_are_words_taken_and_words_listed(seed):
    content, losses = Author(seed).document(), Losses()
    pieces = read_word(content, losses)
    taken = sum(words_of(piece.html) for piece in pieces)
    assert words_in_word(content) == taken + losses.words
    for piece in pieces:
        if not piece.is_heading:
            blocks = from_html(piece.html)
            assert sum(words_of(block["html"]) for block in blocks) == words_of(piece.html)


@pytest.mark.parametrize("seed", range(12, 24))
def test_a_whole_reading_adds_up(seed):
    try:
        found = read("a.docx", Author(seed).document())
    except Refused:  # there may be no word in it
        return
    assert found["words_in"] == found["words_out"] + sum(r["words"] for r in found["losses"])
    assert "unknown" not in {row["kind"] for row in found["losses"]}
