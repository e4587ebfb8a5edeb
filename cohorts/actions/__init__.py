"""What people do with cohorts, cities and teams."""

from cohorts.actions.milestones import reach_milestone

__all__ = ["reach_milestone"]
