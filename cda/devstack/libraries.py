"""Libraries of the operating system that no wheel brings along: Pango, and a browser."""

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass

from .places import CannotStart

PANGO_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
PANGO_FILES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Need:
    """Something the system lacks: what it is for, and how Debian and macOS install it."""

    purpose: str
    debian: tuple[str, ...]
    macos: str


PANGO = Need("draw PDF files", PANGO_PACKAGES, "brew install pango")
CHROMIUM = Need("test in a real browser", ("chromium",), "brew install --cask chromium")


def require(*, browser: bool = False) -> None:
    """Install what is missing, where we may; otherwise say with which command to do it."""
    missing = missing_needs(browser=browser)
    if missing and may_install():
        install(missing)
        missing = missing_needs(browser=browser)
    if missing:
        raise CannotStart(advice(missing))


def missing_needs(*, browser: bool) -> list[Need]:
    missing = [] if has_pango() else [PANGO]
    if browser and not has_browser():
        missing.append(CHROMIUM)
    return missing


def has_pango() -> bool:
    if sys.platform == "darwin":
        return bool(ctypes.util.find_library("pango-1.0"))
    return all(loads(name) for name in PANGO_FILES)


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_browser() -> bool:
    return any(shutil.which(name) for name in BROWSERS)


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(needs: list[Need]) -> None:
    packages = [package for need in needs for package in need.debian]
    print(f"Installing {' '.join(packages)} …", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        subprocess.run(command, env=env, check=False)


def advice(needs: list[Need]) -> str:
    """One paragraph with the exact command."""
    purposes = " and to ".join(need.purpose for need in needs)
    if sys.platform == "darwin":
        command = " && ".join(need.macos for need in needs)
    else:
        packages = " ".join(package for need in needs for package in need.debian)
        command = f"sudo apt-get install --no-install-recommends {packages}"
    return f"To {purposes}, this machine needs libraries it lacks. Install them with:\n  {command}"
