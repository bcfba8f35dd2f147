"""Build the documentation site with Sphinx: `python -m scripts.docs.site.build`.

Every warning is an error: a broken link, a name that does not exist, an unreadable docstring. The
site needs no server and no network; its search works from a folder too.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from sphinx.cmd import build as sphinx

from scripts.contract.document import load_yaml
from scripts.docs.site import admin_api, command_line, error_pages, library
from scripts.docs.site.stage import Stage
from scripts.layout import REPOSITORY, Layout, ToolError

_CACHE = REPOSITORY / ".cache" / "site"


def stage(source: Path) -> None:
    """Write the source folder of the site."""
    bundle = load_yaml(Layout.of_repository().bundle)
    pages = {
        **library.pages(REPOSITORY),
        **command_line.pages(),
        **error_pages.pages(bundle),
    }
    parts = {
        "admin-routes": admin_api.table(),
        "commands": command_line.table(),
        "error-codes": error_pages.table(bundle),
        "error-statuses": error_pages.statuses(bundle),
        "exit-codes": command_line.exit_code_table(),
        "library": library.contents(REPOSITORY),
    }
    Stage(REPOSITORY, source).write(pages, parts)


def build(output: Path, cache: Path, *, fresh: bool = False) -> int:
    """Build the site; return Sphinx's exit code, which is not 0 after a warning."""
    if fresh:
        shutil.rmtree(cache, ignore_errors=True)
        shutil.rmtree(output, ignore_errors=True)
    stage(cache / "source")
    jobs = str(min(os.cpu_count() or 1, 4))
    options = ["-b", "html", "-q", "-W", "--keep-going", "-n", "-j", jobs]
    folders = ["-d", str(cache / "doctrees"), str(cache / "source"), str(output)]
    failed = sphinx.main([*options, *folders])
    if failed:
        # Pages that have not changed would not be read again, nor their warnings shown.
        shutil.rmtree(cache / "doctrees", ignore_errors=True)
    return failed


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.docs.site.build", description=__doc__)
    parser.add_argument("--output", type=Path, default=REPOSITORY / "out" / "site")
    parser.add_argument("--cache", type=Path, default=_CACHE, help="folder of an earlier build")
    parser.add_argument("--fresh", action="store_true", help="build every page again")
    options = parser.parse_args(arguments)
    try:
        failed = build(options.output.resolve(), options.cache.resolve(), fresh=options.fresh)
    except ToolError as error:
        print(error, file=sys.stderr)
        return 1
    if not failed:
        print(f"Wrote the site; open {options.output / 'index.html'}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
