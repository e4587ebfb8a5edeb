"""Who gets in where, written by hand from the programme's role matrix.

Not derived from `permissions.py`: a grant that is wrong there must differ from what stands here.
Everybody who is not named is refused: strangers by 404, people of the city by 403, those who did
not sign in by the way to the sign-in page.
"""

from dataclasses import dataclass
from typing import Literal

from tests.matrix.town import DRAFTING, SIGNED, WAITING

Kind = Literal["city", "programme", "personal", "public"]


@dataclass(frozen=True)
class Row:
    """One address: who may read it, who may send its form, and where it can be tried.

    `key` names the thing (of `town.furnish`) whose public id stands in the address.
    """

    get: str = ""
    post: str = ""
    kind: Kind = "city"
    at: str = DRAFTING
    key: str = ""
    is_own: bool = False  # it belongs to one person: to colleagues it does not exist

    def may(self, method: str) -> set[str]:
        return set((self.get if method in ("get", "head") else self.post).split())


def page(who: str, **about: object) -> Row:
    """Something to read."""
    return Row(get=who, **about)


def form(who: str, **about: object) -> Row:
    """A form on a page of its own."""
    return Row(get=who, post=who, **about)


def act(who: str, **about: object) -> Row:
    """A button: it can only be pressed."""
    return Row(post=who, **about)


TEAM = "lead member"
CITY = f"{TEAM} mayor delegate"
OFFICE = "admin staff"
GUIDES = f"{OFFICE} coach"
READERS = f"{GUIDES} {CITY}"
ALL = f"{READERS} partner"
# Those who have the right in some city get in where no city is named.
OTHERS = "other_coach other_mayor"
SIGNED_IN = f"{ALL} {OTHERS} observer new_coach ex_coach ex_delegate"
ANYBODY = f"{SIGNED_IN} anonymous inactive"

PROGRAMME = {
    "cohorts:cohort_list": page(f"{GUIDES} other_coach", kind="programme"),
    "cohorts:cohort_detail": page(f"{GUIDES} other_coach", kind="programme"),
    "cohorts:cohort_start": act("admin", kind="programme"),
    "cohorts:template_load": act("admin", kind="programme"),
    "events:cohort_open": form("admin", kind="programme"),
    "events:city_admit": form("admin", kind="programme"),
    "events:session_edit": form("admin", kind="programme"),
    "events:session_hold": act("admin", kind="programme"),
    "events:agenda": page(f"{ALL} {OTHERS}", kind="programme"),
    "home:todo": page(f"{ALL} {OTHERS}", kind="programme"),
    "home:session_start": page("coach other_coach", kind="programme"),
    "coaching:coach_assign": form(OFFICE, kind="programme"),
    "coaching:coach_invite": act(OFFICE, kind="programme"),
}

CITIES = {
    "home:city_detail": page(ALL),
    # The team and who acts for the mayor.
    "cohorts:team_detail": page(READERS),
    "cohorts:team_nominate": form("admin lead mayor delegate"),
    "cohorts:participation_move": act(OFFICE),
    "cohorts:seat_invite": act(f"{OFFICE} lead", key="seat"),
    "cohorts:mayor_invite": act(f"{OFFICE} lead", key="office"),
    "cohorts:delegation_grant": form("mayor"),
    "cohorts:delegation_revoke": act("mayor", key="delegation"),
    # The calendar.
    "events:city_session_add": form(GUIDES),
    "events:city_session_edit": form(GUIDES, key="meeting"),
    "events:city_session_cancel": act(GUIDES, key="meeting"),
    "events:city_session_hold": act(GUIDES, key="meeting"),
    # Coaching. Private notes: by the coach, and by an administrator who says why.
    "coaching:session_list": page(READERS),
    "coaching:session_detail": page(READERS, key="log"),
    "coaching:session_log": form("coach"),
    "coaching:session_edit": form("coach", key="log"),
    "coaching:session_send": act("coach", key="log"),
    "coaching:note_break_glass": form("admin"),
    "coaching:step_list": page(READERS),
    "coaching:step_add": form(f"{GUIDES} {TEAM}"),
    "coaching:step_edit": form(f"{GUIDES} {TEAM}", key="step"),
    "coaching:step_tick": act(f"{GUIDES} {TEAM}", key="step"),
    "coaching:trace": page(ALL),
    "coaching:trace_csv": page(ALL),
    "coaching:trace_json": page(ALL),
    # Writing the strategy: the team writes, the others remark.
    "strategy:strategy_detail": page(ALL),
    "strategy:strategy_start": form("lead"),
    "strategy:section_detail": page(ALL, key="section"),
    "strategy:section_edit": form(TEAM, key="section"),
    "strategy:section_autosave": act(TEAM, key="section"),
    "strategy:section_rich": page(TEAM, key="section"),
    "strategy:section_presence": act(TEAM, key="section"),
    "strategy:section_merge": form("lead", key="section", is_own=True),
    "strategy:section_state": act(TEAM, key="section"),
    "strategy:section_accept": act("lead", key="section"),
    "strategy:section_hide": act("lead", key="section"),
    "strategy:section_assign": form(TEAM, key="section"),
    "strategy:comment_add": act(ALL, key="section"),
    # The shape of the document, and its structured chapters.
    "strategy:outline_edit": form(TEAM),
    "strategy:cover_edit": form(TEAM),
    "strategy:section_rename": form(TEAM, key="section"),
    "strategy:section_move": act(TEAM, key="section"),
    "strategy:section_remove": act(TEAM, key="section"),
    "strategy:pillar_add": form(TEAM),
    "strategy:pillar_edit": form(TEAM, key="pillar"),
    "strategy:pillar_delete": form(TEAM, key="pillar"),
    "strategy:pillar_move": act(TEAM, key="pillar"),
    "strategy:register_row_add": form(TEAM),
    "strategy:register_row_edit": form(TEAM, key="register_row"),
    "strategy:register_row_delete": form(TEAM, key="register_row"),
    "strategy:register_row_move": act(TEAM, key="register_row"),
    "strategy:comment_reply": act(ALL, key="comment"),
    "strategy:comment_resolve": act(ALL, key="comment"),
    "strategy:plan_detail": page(ALL),
    "strategy:goal_add": form(TEAM),
    "strategy:goal_edit": form(TEAM, key="goal"),
    "strategy:goal_delete": form(TEAM, key="goal"),
    "strategy:goal_move": act(TEAM, key="goal"),
    "strategy:objective_add": form(TEAM, key="goal"),
    "strategy:objective_edit": form(TEAM, key="objective"),
    "strategy:objective_delete": form(TEAM, key="objective"),
    "strategy:objective_move": act(TEAM, key="objective"),
    "strategy:initiative_add": form(TEAM, key="objective"),
    "strategy:initiative_detail": page(ALL, key="initiative"),
    "strategy:initiative_edit": form(TEAM, key="initiative"),
    "strategy:initiative_delete": form(TEAM, key="initiative"),
    "strategy:initiative_move": act(TEAM, key="initiative"),
    "strategy:plan_start": form(TEAM),
    "strategy:plan_sheet": form(TEAM),
    "strategy:plan_export": page(ALL),
    "strategy:plan_paste": act(TEAM),
    "strategy:plan_take": act(TEAM),
    "strategy:initiative_cell": form(TEAM, key="initiative"),
    "strategy:indicator_cell": form(TEAM, key="indicator"),
    "strategy:indicator_add": form(TEAM, key="goal"),
    "strategy:indicator_detail": page(ALL, key="indicator"),
    "strategy:indicator_edit": form(TEAM, key="indicator"),
    "strategy:indicator_delete": form(TEAM, key="indicator"),
    "strategy:indicator_move": act(TEAM, key="indicator"),
    # Words proposed by those who may not write.
    "strategy:suggestion_list": page(ALL),
    "strategy:suggestion_add": form(ALL, key="section"),
    "strategy:suggestion_accept": act(TEAM, key="suggestion"),
    "strategy:suggestion_decline": act(TEAM, key="suggestion"),
    "strategy:suggestion_withdraw": act(ALL, key="suggestion"),
    # How far it is.
    "strategy:readiness": page(ALL),
    "strategy:wording": page(ALL),
    # What the claims rest on, and what to begin from.
    "strategy:section_example": act(TEAM, key="section"),
    "strategy:evidence_list": page(ALL, key="section"),
    "strategy:evidence_add": form(TEAM, key="section"),
    "strategy:evidence_file": page(ALL, key="citation"),
    "strategy:evidence_remove": form(TEAM, key="citation"),
    # Other languages, and the words the city agreed on.
    "strategy:translation_list": page(ALL),
    "strategy:translation_edit": form(TEAM),
    "strategy:term_list": page(ALL),
    "strategy:term_add": form(TEAM),
    "strategy:term_seed": act(TEAM),
    "strategy:term_edit": form(TEAM, key="word"),
    "strategy:term_delete": act(TEAM, key="word"),
    # Pictures of the text.
    "strategy:picture_add": form(TEAM),
    "strategy:picture": page(ALL, key="picture"),
    # Files that come in and go out.
    "strategy:import_add": form(TEAM),
    "strategy:import_detail": form(TEAM, key="brought"),
    "strategy:export_list": form(f"{GUIDES} {TEAM} mayor"),
    "strategy:export_progress": page(f"{GUIDES} {TEAM} mayor", key="export"),
    "strategy:export_download": page(f"{GUIDES} {TEAM} mayor", key="export"),
    # What was written before, what changed, and amending what is signed.
    "strategy:strategy_history": page(ALL),
    "strategy:history_name": form(TEAM),
    "strategy:history_state": page(ALL),
    "strategy:history_restore": act(TEAM),
    "strategy:plan_history": page(ALL),
    "strategy:plan_restore": form(TEAM),
    "strategy:section_history": page(ALL, key="section"),
    "strategy:section_restore": act(TEAM, key="section"),
    "strategy:strategy_compare": page(ALL),
    "strategy:compare_read": act(ALL),
    "strategy:strategy_amend": form("lead", at=SIGNED),
    "strategy:amendment_why": act(TEAM),
    "strategy:amendment_end": act("lead", at=SIGNED),
    # The coach's reading.
    "strategy:review_send": form("lead"),
    "strategy:review_detail": page(ALL, key="review"),
    "strategy:review_return": act("coach", key="review"),
    "strategy:review_clear": act("coach", key="review"),
    "strategy:strategy_agree": form(TEAM),
    "strategy:strategy_recall": act("lead"),
    "strategy:strategy_resume": act("lead"),
    "strategy:strategy_finish": act("lead"),
    # The mayor's decision. Nobody signs for the mayor.
    "strategy:mayor_send": form("lead"),
    "strategy:brief": page(f"{GUIDES} lead mayor delegate", at=WAITING),
    "strategy:brief_open": act("mayor", at=WAITING),
    "strategy:strategy_read": page(ALL, at=WAITING),
    "strategy:changes_request": form("mayor delegate", at=WAITING),
    "strategy:strategy_sign": form("mayor", at=WAITING),
    "strategy:strategy_signed": page(ALL, at=SIGNED),
    "strategy:strategy_publish": form(f"{OFFICE} lead", at=SIGNED),
    "strategy:strategy_withdraw": form("admin", at=SIGNED),
    "strategy:document_draw": form(f"{GUIDES} {TEAM} mayor", at=SIGNED),
    "strategy:document_progress": page(f"{GUIDES} {TEAM} mayor", at=SIGNED, key="version"),
    "strategy:document_download": page(f"{GUIDES} {TEAM} mayor", at=SIGNED, key="version"),
}

PERSONAL = {
    "home:dashboard": page(SIGNED_IN.replace("new_coach", ""), kind="personal"),
    "people:preferences": form(SIGNED_IN, kind="personal"),
    "people:step_up": form(SIGNED_IN, kind="personal"),
}

PUBLIC = {
    "people:invitation_accept": form(ANYBODY, kind="public"),
    "people:language_set": act(ANYBODY, kind="public"),
    "people:theme_set": act(ANYBODY, kind="public"),
    "strategy:verify": page(ANYBODY, kind="public"),
    "strategy:record_verify": page(ANYBODY, kind="public"),
    "home:healthz": page(ANYBODY, kind="public"),
    "home:readyz": page(ANYBODY, kind="public"),
}

EXPECT: dict[str, Row] = {**PROGRAMME, **CITIES, **PERSONAL, **PUBLIC}

# The sign-in library's pages: before signing in, and for those who did.
WAY_IN = {
    "account_login",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reset_password",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "account_password_reset_completed",
    "mfa_authenticate",
    "mfa_login_webauthn",
}
OWN = {
    "account_reauthenticate",
    "account_set_password",
    "account_change_password",
    "usersessions_list",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
}
# Only in the demonstration: elsewhere these do not even have an address.
DEMO_ONLY = ("demo/people/", "demo/sign-in/", "demo/mail/", "demo/style/", "demo/style/mayor/")
