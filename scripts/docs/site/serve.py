"""Show the built site on the loopback interface: `python -m scripts.docs.site.serve`."""

from __future__ import annotations

import argparse
import contextlib
import functools
import sys
from collections.abc import Sequence
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from scripts.layout import REPOSITORY

_HOST = "127.0.0.1"


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of a folder; port 0 takes a free one."""
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(folder))
    return ThreadingHTTPServer((_HOST, port), handler)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.docs.site.serve", description=__doc__)
    parser.add_argument("--folder", type=Path, default=REPOSITORY / "out" / "site")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args(arguments)
    if not (options.folder / "index.html").is_file():
        print(f"{options.folder} holds no site; run: make docs", file=sys.stderr)
        return 1
    try:
        serving = server(options.folder, options.port)
    except OSError as error:
        print(f"Port {options.port} cannot be used: {error}; choose another", file=sys.stderr)
        return 1
    with serving:
        print(f"http://{_HOST}:{serving.server_port}/ (Ctrl-C ends it)", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            serving.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
