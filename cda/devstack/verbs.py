"""What can be asked for on the command line."""

import os
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping

from . import announcement, libraries
from .assets import Collection
from .leftovers import end_leftovers
from .locks import only_one
from .places import CHECKOUT, CannotStart, runtime_account, state_folder
from .processes import call, devstack, django, run_together, testing
from .servers import BENCH, RUN, TEST, Servers
from .waiting import waited_for

# These change the tables, or read what only their owner may.
OWNER_COMMANDS = {
    "flush",
    "makemigrations",
    "migrate",
    "optimizemigration",
    "sqlflush",
    "sqlmigrate",
    "squashmigrations",
}

DEMO_COMMAND = CHECKOUT / "cda" / "demo" / "management" / "commands" / "demo.py"

SHELL_NAMES = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "CELERY_BROKER_URL",
    "SECRET_KEY",
    "DEMO",
    "ALLOWED_HOSTS",
    "SITE_URL",
    "PORT",
    "DB_POOL",
    "STATIC_ROOT",
)

# Seconds in which somebody who was told to end lets go of the servers.
PATIENCE = 3.0


def run(_: list[str]) -> int:
    """Start everything, with the demo; Ctrl-C stops it."""
    libraries.require()
    servers = Servers(RUN)
    with only_one(servers.folder / "run.lock"), servers.up() as env:
        require_free_port(env["PORT"])
        if code := prepare(env):
            return code
        speaker = subprocess.Popen(devstack("announce"), env=env, cwd=CHECKOUT)
        try:
            return run_together(env, servers.folder)
        finally:
            speaker.terminate()
            speaker.wait()


def owner(env: Mapping[str, str]) -> dict[str, str]:
    """The same environment, with the database as its owner sees it."""
    return {**env, "DATABASE_URL": env["DATABASE_OWNER_URL"]}


def prepare(env: Mapping[str, str]) -> int:
    """Tables, the demonstration and, alongside, the static files."""
    collection = Collection(env)
    try:
        code = call(django(["migrate", "-v", "0"]), owner(env)) or load_demo(env)
    finally:
        collected = collection.finish()
    return code or collected


def load_demo(env: Mapping[str, str]) -> int:
    """Load the demonstration, unless somebody wants to start with nothing: DEMO=false."""
    is_wanted = env["DEMO"].lower() in {"1", "true", "yes", "on"} and DEMO_COMMAND.exists()
    return call(django(["demo"]), env) if is_wanted else 0


def manage(args: list[str]) -> int:
    """Run a command of manage.py against the servers of `run`."""
    with Servers(RUN).up() as env:
        needs_owner = bool(args) and args[0] in OWNER_COMMANDS
        return call(django(args), owner(env) if needs_owner else env)


def test(args: list[str]) -> int:
    """Run the tests, on servers of their own."""
    libraries.require(browser=True)
    with Servers(TEST).up() as env:
        return call(testing(args), owner(env))


def bench(args: list[str]) -> int:
    """Measure, on servers of its own that are as durable as production's."""
    libraries.require()
    with Servers(BENCH).up() as env:
        return call([sys.executable, "-m", "cda.bench", *args], env)


def env(args: list[str]) -> int:
    """Print an environment for a shell: that of `run`, or of `test` or `bench` if named."""
    purposes = {purpose.name: purpose for purpose in (RUN, TEST, BENCH)}
    servers = Servers(purposes[args[0] if args else RUN.name])
    if not servers.are_up():
        print("These servers are not up at the moment.", file=sys.stderr)
    values = servers.environment()
    for name in SHELL_NAMES:
        if name in values:
            print(f"export {name}={shlex.quote(values[name])}")
    return 0


def check(args: list[str]) -> int:
    """Have the libraries of the system; with the word `browser`, a browser too."""
    libraries.require(browser="browser" in args)
    return 0


def stop(_: list[str]) -> int:
    """Stop what runs of this checkout: what a killed command left behind, too."""
    end_leftovers(Servers(RUN).folder)
    busy = [purpose.name for purpose in (RUN, TEST, BENCH) if not stopped(Servers(purpose))]
    if busy:
        print(f"Still in use: {', '.join(busy)}.", file=sys.stderr)
    return len(busy)


def stopped(servers: Servers) -> bool:
    """Stop them; whoever was just told to end may still be letting go."""
    return waited_for(servers.stop_unused, patience=PATIENCE, pause=0.1)


def clean(_: list[str]) -> int:
    """Stop them and throw their data away."""
    if stop([]):
        return 1
    folder = state_folder(runtime_account())
    shutil.rmtree(folder)
    print(f"Removed {folder}.")
    return 0


def announce(_: list[str]) -> int:
    """Wait for the first page, then say where it is and who may be tried out."""
    return announcement.announce(dict(os.environ))


def require_free_port(port: str) -> None:
    """Say now, in a sentence, what the web server would say later, in many."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", int(port))) == 0:
            raise CannotStart(
                f"Something else listens on port {port}. Stop it, or choose another port: "
                f"make run PORT={int(port) + 1}"
            )
