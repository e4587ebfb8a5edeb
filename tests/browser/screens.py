"""Which people walk through the demonstration, and how a screen is told from another."""

from typing import NamedTuple
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve


class Walker(NamedTuple):
    """Somebody who follows every link they see, from `start`."""

    person: str | None
    start: str = "/"


# One of each role first; then those whose city is at another point of the six months.
WALKERS = [
    Walker(None, "/accounts/login/"),
    Walker("Miriam Okafor"),
    Walker("Priya Shah"),
    Walker("Ana Duarte"),
    Walker("Naomi Clarke"),
    Walker("Daniel Whitcombe"),
    Walker("Carla Peña"),
    Walker("Diego Rojas"),
    Walker("Lucía Montes Herrera", "/cities/valle-sereno/brief/"),
    Walker("Beatriz Solares"),
    Walker("Wendy Marte Polanco"),
    Walker("Yolanda Mercedes Tavárez"),
    Walker("Felipe Kuhn"),
    Walker("Keisha Brandt"),
    Walker("Soledad Maidana"),
    Walker("Desmond Whyte"),
    # Those who write: the editor, the forms of the plan.
    Walker("Sunil Grewal", "/cities/maple-harbor/strategy/"),
    Walker("Hannah Leduc", "/cities/maple-harbor/strategy/plan/"),
]

# Links that do something other than show a page.
NO_PAGES = {
    "coaching:trace_csv",
    "coaching:trace_json",
    "strategy:evidence_file",
    "strategy:document_download",
    "strategy:export_download",
    "strategy:plan_export",
    "account_logout",
    "home:healthz",
    "home:readyz",
}
# Pages of one step further: shown by a POST, or only to somebody whose second factor is due.
SHOWN_OTHERWISE = {
    "account_confirm_login_code",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "account_password_reset_completed",
    "account_inactive",
    "account_reauthenticate",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_login_webauthn",
}


def screen_of(address):
    """The name of the screen behind an address, or None where there is none of ours."""
    try:
        match = resolve(urlsplit(address).path, urlconf="tests.browser.demo_urls")
    except Resolver404:
        return None
    return None if match.view_name in NO_PAGES else match.view_name
