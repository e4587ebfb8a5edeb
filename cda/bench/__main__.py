"""`make bench`: what every page costs, beside what no page can avoid.

Everything is measured in one run, in rounds (A B A B), on servers of its own: see README.md.
"""

import os
import sys
import time
from importlib import import_module

import django

from cda.bench.figures import Figure
from cda.bench.scratch import Env, analyse, environment, fill, scratch_database
from cda.devstack.assets import Collection


def main() -> int:
    started = time.monotonic()
    with scratch_database(environment()) as env:
        collection = Collection(env)
        fill(env)
        if code := collection.finish():
            return code
        analyse(env)
        figures = measured(env)
    print(f"\nMeasured in {time.monotonic() - started:.0f} s.\n")
    for figure in figures:
        print(figure.line())
    return 0 if all(figure.is_ok for figure in figures) else 1


def measured(env: Env) -> list[Figure]:
    """Django starts here: only now its database exists."""
    os.environ.update({**env, "DJANGO_SETTINGS_MODULE": "cda.settings"})
    django.setup()
    figures: list[Figure] = import_module("cda.bench.suites").all_figures(env)
    return figures


if __name__ == "__main__":
    sys.exit(main())
