"""Everything of a release short of uploading: build, check, try out, describe.

Runs on the committed state alone: an export of it is built, so that no local file gets in. Each
step prints its result; the first that fails ends the run, and nothing is left in `dist`.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.layout import REPOSITORY, ToolError
from scripts.release import api, api_changes, contents, environments, sbom, suite
from scripts.release.build import Kind, build, epoch

DIST = REPOSITORY / "dist"

_ENGINE_EXTRAS = ("local", "models", "scripts")
"""What images are read with; the bill of materials and the tests of the sdist cover it."""


@dataclass
class Release:
    """What the steps share: folders, and the files built so far."""

    work: Path
    tests: Sequence[str] = ()
    quick: bool = False
    rehearsal: bool = False
    """Try everything with a changelog that does not name the version yet."""

    wheel: Path = Path()
    sdist: Path = Path()
    models: Path = Path()
    """The wheel of model files, a distribution of its own that an extra names."""

    local: Path = Path()
    bill: Path = Path()

    @property
    def version(self) -> str:
        """The version that the module states."""
        text = (REPOSITORY / "ocr_wrapper" / "version.py").read_text(encoding="utf-8")
        (found,) = re.findall(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
        return str(found)

    @property
    def extras(self) -> list[str]:
        """The names of the extras."""
        with (REPOSITORY / "pyproject.toml").open("rb") as file:
            return sorted(tomllib.load(file)["project"]["optional-dependencies"])


def check_tree(release: Release) -> str:
    """Check that everything is committed and that the changelog has the version."""
    command = ["git", "status", "--porcelain"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    if done.stdout:
        raise ToolError(f"There are changes that are not committed:\n{done.stdout}".rstrip())
    changelog = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    heading = f"## {release.version}"
    if release.rehearsal:
        return f"version {release.version}; a rehearsal, the changelog was not looked at"
    if not re.search(rf"^{re.escape(heading)}\b", changelog, re.MULTILINE):
        raise ToolError(
            f'CHANGELOG.md has no heading "{heading}": rename "Unreleased" to it, with the date.'
        )
    return f"version {release.version}, all committed, in the changelog"


def check_api(_: Release) -> str:
    """Check that the public API is the one that was accepted."""
    before = api.SNAPSHOT.read_text(encoding="utf-8").splitlines()
    changes = api_changes.compare(before, api.describe())
    if changes.breaking or changes.added:
        count = len(changes.breaking) + len(changes.added)
        raise ToolError(f"{count} lines differ: see make api, then {api_changes.ACCEPT}.")
    return f"{len(before)} lines as accepted"


def build_twice(release: Release) -> str:
    """Build wheel and sdist from an export, and again from the sdist: the wheels are equal."""
    tree = release.work / "export"
    tree.mkdir()
    archive = release.work / "export.tar"
    command = ["git", "archive", "-o", str(archive), "HEAD"]
    subprocess.run(command, cwd=REPOSITORY, check=True)
    shutil.unpack_archive(archive, tree, filter="data")
    stamp = epoch(REPOSITORY)
    release.wheel = build("wheel", release.work / "first", tree, stamp)
    release.sdist = build("sdist", release.work / "source", tree, stamp)
    again = suite.unpack(release.sdist, release.work / "unpacked")
    builds: tuple[tuple[Kind, Path, Path], ...] = (
        ("wheel", again, release.wheel),
        ("sdist", tree, release.sdist),
    )
    for kind, root, first in builds:
        other = build(kind, release.work / f"second-{kind}", root, stamp)
        if other.read_bytes() != first.read_bytes():
            raise ToolError(f"Two builds of the {kind} differ: {first} and {other}.")
    release.models = build("wheel", release.work / "models", tree / "models", stamp)
    if f"-{release.version}-" not in release.wheel.name:
        raise ToolError(f"{release.wheel.name} is not of version {release.version}.")
    return f"{release.wheel.name}, {release.sdist.name}; built twice, byte for byte equal"


def check_contents(release: Release) -> str:
    """Check which files are inside."""
    return contents.check(release.wheel, release.sdist, REPOSITORY)


def check_metadata(release: Release) -> str:
    """Check what the package index would show."""
    command = [sys.executable, "-m", "twine", "check", "--strict"]
    files = [str(release.wheel), str(release.sdist)]
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    if done.returncode:
        raise ToolError(f"twine refuses the metadata:\n{done.stdout}{done.stderr}".rstrip())
    return "twine check --strict passed"


def install_alone(release: Release) -> str:
    """Install the wheel without and with each extra, and use what it is for."""
    for extra in ["", *release.extras]:
        if extra not in environments.FIRST_USE:
            continue
        folder = release.work / f"with-{extra or 'nothing'}"
        python = environments.create(folder)
        wheel = f"{release.wheel}[{extra}]" if extra else str(release.wheel)
        environments.install(python, wheel)
        environments.try_out(python, extra, release.work)
        if extra == "local":
            release.local = python
        else:
            shutil.rmtree(folder)
        _progress(extra or "base")
    return ", ".join(["base", *(one for one in release.extras if one in environments.FIRST_USE)])


def resolve_extras(release: Release) -> str:
    """Resolve each extra alone, with the newest versions that the index has."""
    python = environments.create(release.work / "resolver")
    counts = {}
    for extra in release.extras:
        counts[extra] = environments.resolve(
            python, f"{release.wheel}[{extra}]", found_in=release.models.parent
        )
        _progress(extra)
    return ", ".join(f"{extra} {count}" for extra, count in counts.items()) + " packages"


def describe_parts(release: Release) -> str:
    """Write the bill of materials of the emulator with its engine and all model files."""
    extras = ",".join(extra for extra in _ENGINE_EXTRAS if extra in release.extras)
    environments.install(release.local, f"{release.wheel}[{extras}]", str(release.models))
    release.bill = release.work / f"ocr-wrapper-{release.version}.cdx.json"
    return sbom.write(sbom.of_environment(release.local), release.bill)


def run_suite(release: Release) -> str:
    """Run the tests of the unpacked sdist against the installed wheel."""
    if release.quick:
        return "left out (--quick)"
    environments.install(release.local, "--group", f"{REPOSITORY / 'pyproject.toml'}:dev")
    tree = suite.unpack(release.sdist, release.work / "suite")
    return suite.run(release.local, tree, release.tests)


STEPS: Sequence[tuple[str, Callable[[Release], str]]] = (
    ("state", check_tree),
    ("public API", check_api),
    ("build", build_twice),
    ("contents", check_contents),
    ("metadata", check_metadata),
    ("clean installs", install_alone),
    ("extras resolve", resolve_extras),
    ("bill of materials", describe_parts),
    ("suite from sdist", run_suite),
)


def _progress(text: str) -> None:
    print(f"      {text}", file=sys.stderr, flush=True)


def make(release: Release) -> None:
    """Perform every step, then put the files into `dist`.

    Raises:
        ToolError: A step fails.
    """
    for number, (name, step) in enumerate(STEPS, 1):
        print(f"[{number}/{len(STEPS)}] {name}", flush=True)
        started = time.monotonic()
        found = step(release)
        print(f"      {found} ({time.monotonic() - started:.0f} s)", flush=True)
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir()
    for path in (release.wheel, release.sdist, release.models, release.bill):
        shutil.copy2(path, DIST / path.name)
    print(f"\nReady, not uploaded: {', '.join(sorted(path.name for path in DIST.iterdir()))}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Make a release; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave the test suite out")
    parser.add_argument("--rehearsal", action="store_true", help="before the changelog is ready")
    parser.add_argument("tests", nargs="*", help="tests of the suite to run; default: all")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        try:
            make(Release(Path(folder), options.tests, options.quick, options.rehearsal))
        except (ToolError, subprocess.CalledProcessError) as error:
            print(error, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
