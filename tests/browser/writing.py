"""The field where people write: the rich one, once it is there, or the plain one."""

import json
import re

RICH = "#id_text_rich"
SECTION = re.compile(r"/sections/([\w-]+)/")


def rich(page):
    """The rich field. It comes after the page, and takes the place of the plain one."""
    field = page.locator(RICH)
    field.wait_for(timeout=60_000)
    return field


def add(page, words):
    """A new paragraph at the end, key by key."""
    rich(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type(words)


def wait_until_saved(page):
    page.locator("[data-autosave-state]", has_text=re.compile("^Saved ")).wait_for(timeout=30_000)


def texts_of(site, address):
    """Every text that this section ever had, the newest last: lists of paragraphs."""
    rows = site.ask(
        "SELECT r.blocks FROM strategy_sectionrevision r JOIN strategy_section s"
        " ON s.id = r.section_id WHERE s.key = %s ORDER BY r.number",
        SECTION.search(address)[1],
    )
    return [blocks for (blocks,) in rows]


def as_words(texts):
    return [json.dumps(blocks, ensure_ascii=False) for blocks in texts]


def written_sections(person, outline):
    """The addresses of the sections that people write."""
    links = person.go(outline).locator("main a[href*='/sections/']:not([href$='/assign/'])")
    return links.evaluate_all("links => links.map((link) => link.getAttribute('href'))")
