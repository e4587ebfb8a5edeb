"""What accepting an invitation does here."""

from cda.accounts.permissions import Role
from cda.people.actions import on_accept
from cohorts.actions import begin_term, take_seat

on_accept(Role.MAYOR)(begin_term)
on_accept(Role.LEAD, Role.MEMBER)(take_seat)
