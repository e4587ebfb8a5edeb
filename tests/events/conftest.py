"""The programme of the cohorts' tests."""

from tests.cohorts.conftest import nominees, opened, planned, template

__all__ = ["nominees", "opened", "planned", "template"]
