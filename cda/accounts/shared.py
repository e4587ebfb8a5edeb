"""The tables without a city, each with the reason. Every other table stands behind the wall.

A guard and `prove_isolation` compare this list with the database: a new table that is neither
walled nor named here is a hole.
"""

SHARED: dict[str, str] = {
    "accounts_user": "a person signs in before any city is known, and may serve in several",
    "accounts_city": "names and public facts of cities; the door finds the city here",
    "cohorts_programme": "the programme itself",
    "cohorts_template": "the shape of a cohort, the same for all cities",
    "cohorts_cohort": "the dates that all cities of a cohort share",
    "cohorts_cohortmilestone": "the milestones that all cities of a cohort share",
    "events_session": "masterclasses, workshops and events that all cities of a cohort share",
    "outbox_demomessage": "mail of the demonstration; empty elsewhere",
    "django_session": "browser sessions; opened by a random key only",
    "django_content_type": "names of Django's own models",
    "django_migrations": "which migrations ran",
    "auth_group": "Django's own; not used",
    "auth_group_permissions": "Django's own; not used",
    "auth_permission": "Django's own; not used",
    "account_emailaddress": "addresses that the sign-in library has confirmed",
    "account_emailconfirmation": "the sign-in library's own; not used",
    "mfa_authenticator": "second factors, encrypted or public keys; read by the sign-in library",
    "usersessions_usersession": "a person's list of signed-in devices",
}
