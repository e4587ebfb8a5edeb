"""The findings in words: for a city's lawyer, not for a programmer."""

import hashlib
import textwrap
from collections.abc import Iterator
from datetime import datetime

from cda.accounts.isolation.findings import Findings
from cda.accounts.isolation.tally import Chapter

WIDTH = 88
PROMISE = (
    "The question: can anybody who works for one city read, change or delete what belongs to"
    " another city, or can anybody read a coach’s private note, a letter that waits to be sent"
    " or an invitation that was not meant for them?"
)
METHOD = (
    "How it was tried: a new, empty database was made by the same steps as the real one. Two"
    " invented cities, Alba and Brisa, were given a row in each of the {tables} protected tables"
    " ({rows} rows). Then {people} people, visitors and programs, each with the rights that the"
    " application itself has and not more, tried what is listed here. The application’s own"
    " checks were left out on purpose: what is proved is that the database refuses even when"
    " the application makes a mistake."
)
BROKEN = (
    "Would these attempts notice a hole? The protection was broken on purpose in {mutants}"
    " different ways, one after the other: rules that show everything, rules that accept"
    " anything, protection switched off, locks removed from the history, links between cities"
    " allowed, views and functions that look over the wall. The attempts noticed {noticed} of"
    " {mutants}."
)
LIVE = (
    "Is the real database built like the one that was tried? All {compared} definitions of rules,"
    " locks, rights and links were compared. {verdict}"
)
NOT_PROMISED = (
    "Whoever administers the server or the database itself can read everything. On this server"
    " these accounts pass the wall: {strong}.",
    "Somebody who may read a text can copy it, print it or forward it.",
    "Within one city, who may do what is decided by the application, not by the database. Who may"
    " read a private note is asked of the database too; but who coaches a city is what the"
    " application wrote down.",
    "Work that belongs to no city (sending mail, this proof, the check of the history) uses a"
    " role of its own that sees all cities. A test of the source text lists the few files that"
    " may use it.",
    "The facts of a signature that anybody may check (its number, date and fingerprint) are"
    " public on purpose.",
    "Names of cities, dates of a cohort, and people’s names, e-mail addresses and sign-in"
    " sessions are kept in tables that cities share; the application decides who sees them.",
    "This is a proof by trying, on the day and version named above. Run it again after every"
    " change.",
)


def report(findings: Findings, now: datetime) -> str:
    """The whole text; its last line is the fingerprint of all lines before."""
    text = "\n".join(lines(findings, now)) + "\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{text}\nSHA-256 of the text above: {digest}"


def lines(findings: Findings, now: datetime) -> Iterator[str]:
    yield "PROOF THAT CITIES ARE KEPT APART"
    yield f"{now:%d %B %Y, %H:%M} UTC. Database “{findings.database}”, {findings.server}."
    yield from paragraph(PROMISE)
    yield from paragraph(f"The answer: {answer(findings)}")
    people = len(findings.people)
    yield from paragraph(METHOD.format(tables=findings.tables, rows=findings.rows, people=people))
    yield from numbers(findings)
    yield from paragraph("Those who tried: " + "; ".join(findings.people) + ".")
    noticed = findings.mutants - len(findings.survivors)
    yield from paragraph(BROKEN.format(mutants=findings.mutants, noticed=noticed))
    yield from paragraph(LIVE.format(compared=findings.compared, verdict=verdict(findings)))
    yield from holes(findings)
    yield from paragraph("What this does not promise:")
    for sentence in NOT_PROMISED:
        yield from item(sentence.format(strong=", ".join(findings.strong) or "none"))


def answer(findings: Findings) -> str:
    if findings.holes:
        return f"YES, in {len(findings.holes)} places, listed below. Do not rely on the wall."
    tried = sum(findings.tally.tried.values())
    return f"no. {tried:,} attempts were made, and every one was refused or showed nothing."


def verdict(findings: Findings) -> str:
    if findings.differences:
        return f"{len(findings.differences)} differ: see below."
    return "All are the same."


def numbers(findings: Findings) -> Iterator[str]:
    yield ""
    yield f"  {'What was tried':<75}{'times':>8}"
    for chapter in Chapter:
        yield f"  {chapter:<75}{findings.tally.tried[chapter]:>8,}"
    yield f"  {'Holes':<75}{len(findings.tally.holes):>8,}"


def holes(findings: Findings) -> Iterator[str]:
    if findings.holes:
        yield from paragraph("HOLES:")
        for hole in findings.holes:
            yield from item(hole)


def paragraph(text: str) -> Iterator[str]:
    yield ""
    yield from textwrap.wrap(text, WIDTH)


def item(text: str) -> Iterator[str]:
    yield from textwrap.wrap(text, WIDTH, initial_indent="  - ", subsequent_indent="    ")
