"""One drawing in a process of its own: `raw` by WeasyPrint alone, `ours` as the worker draws."""

import json
import resource
import sys
import time
from collections.abc import Callable
from importlib import import_module

import django
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

SELF, CHILDREN = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
KIBIBYTES = 1024


def main(way: str, what: str) -> None:
    """Both start as a worker does: what differs is only the drawing."""
    django.setup()
    work = {"raw": raw, "ours": ours}[way](what)
    before, started = cpu(), time.perf_counter()
    pages = work()
    print(
        json.dumps(
            {
                "cpu": cpu() - before,
                "wall": time.perf_counter() - started,
                "mebibytes": peak(),
                "pages": pages,
            }
        )
    )


def cpu() -> float:
    used = [resource.getrusage(who) for who in (SELF, CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def peak() -> float:
    """Of the larger one: the process, or the child it drew in."""
    return max(resource.getrusage(who).ru_maxrss for who in (SELF, CHILDREN)) / KIBIBYTES


def raw(what: str) -> Callable[[], int]:
    """The HTML, our style sheets and their fonts, nothing else: the same pages, laid out once.

    Without the fonts it would draw another document, in whatever the machine has.
    """
    sheets = json.loads(what)

    def draw() -> int:
        fonts = FontConfiguration()
        styles = [CSS(filename=name, font_config=fonts) for name in sheets["styles"]]
        document = HTML(filename=sheets["html"]).render(stylesheets=styles, font_config=fonts)
        document.write_pdf(pdf_variant="pdf/ua-1")
        return len(document.pages)

    return draw


def ours(named: str) -> Callable[[], int]:
    """From the database to the bytes, with every limit that the worker sets."""
    documents = import_module("cda.bench.documents")
    return lambda: int(documents.draw_signed(named).pages)


if __name__ == "__main__":
    main(*sys.argv[1:])
