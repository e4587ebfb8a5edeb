"""Which letters there are, and how one is composed."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from cda.outbox.models import Letter

Composer: TypeAlias = Callable[[Letter], EmailMessage | None]

COMPOSERS: dict[str, Composer] = {}


def letter(kind: str) -> Callable[[Composer], Composer]:
    """Mark the function of an emails.py that composes letters of this kind.

    It runs inside the wall, with the letter's city open and the reader's language and clock,
    when the letter is about to leave. It returns None when there is nothing to say any more.
    """

    def register(composer: Composer) -> Composer:
        COMPOSERS[kind] = composer
        return composer

    return register


def compose(letter: Letter, template: str, context: Mapping[str, Any]) -> EmailMessage:
    """A plain letter from `<template>_subject.txt` and `<template>.txt`."""
    everything = {"reader": letter.reader, "site": settings.SITE_URL, **context}
    subject = " ".join(render_to_string(f"{template}_subject.txt", everything).split())
    return EmailMessage(
        subject=subject[:200],
        body=render_to_string(f"{template}.txt", everything),
        to=[letter.address],
    )


def absolute(path: str) -> str:
    """The full address of one of our pages: from the settings, never from a request's Host."""
    return f"{settings.SITE_URL}{path}"
