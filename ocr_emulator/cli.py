"""Command line of the emulator: `hwocr emulator`, `python -m ocr_emulator`.

A server in the foreground is what other processes and other languages test against.
"""

from __future__ import annotations

import argparse
import json
import select
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Sequence
from contextlib import ExitStack, nullcontext, suppress
from typing import Any, Protocol, Self, TextIO

from ocr_emulator.connection import (
    ENVIRONMENT_FORMS,
    EnvironmentForm,
    environment,
    main_region,
    parse_projects,
    read_config,
    render_environment,
)
from ocr_emulator.emulator import Emulator
from ocr_emulator.extras import MissingExtraError

SET_UP_ERROR = 3
"""Exit code for a wrong option, a port in use or a missing package; that of `hwocr` too."""

_LONGEST_WAIT: float | None = 0.5 if sys.platform == "win32" else None
"""Seconds; on Windows, Ctrl-C does not interrupt a wait before Python 3.14 (gh-125541), so it is
noticed between two waits."""


class Stop(Protocol):
    """What a command waits for; a `threading.Event` is one."""

    def wait(self, timeout: float | None = None) -> bool:
        """Return whether it was set, within `timeout` seconds if they are given."""


class StopBySignal:
    """A `Stop` that Ctrl-C and SIGTERM set, while the block of its `with` statement runs.

    The interpreter writes a byte into a socket when a signal comes, and the wait is one for this
    socket. With `threading.Event`, a signal that comes just before the thread blocks would wake
    nobody, and its handler could wait for a lock that the interrupted thread holds.
    """

    def __init__(self) -> None:
        self._is_set = False
        self._receiving, self._sending = socket.socketpair()
        self._sending.setblocking(False)
        self._restore = ExitStack()

    def __enter__(self) -> Self:
        # Python allows handlers of signals in the main thread only.
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                before = signal.signal(number, lambda *_: self.set())
                self._restore.callback(signal.signal, number, before)
            woken = signal.set_wakeup_fd(self._sending.fileno(), warn_on_full_buffer=False)
            self._restore.callback(signal.set_wakeup_fd, woken)
        return self

    def __exit__(self, *exception: object) -> None:
        self._restore.close()
        self._receiving.close()
        self._sending.close()

    def set(self) -> None:
        """Have the wait end."""
        self._is_set = True
        with suppress(BlockingIOError):  # so full that it wakes as well
            self._sending.send(b"\0")

    def wait(self, timeout: float | None = None) -> bool:
        """Return whether it was set, within `timeout` seconds if they are given."""
        while not self._is_set:
            ready, _, _ = select.select([self._receiving], [], [], timeout)
            if not ready:
                break
            self._receiving.recv(1024)
        return self._is_set


def run(
    host: str = "127.0.0.1",
    port: int = 8787,
    engine: str | None = "auto",
    *,
    projects: Sequence[str] = (),
    config: str | None = None,
    env: EnvironmentForm | None = None,
    allowed_hosts: Sequence[str] = (),
    open_page: bool = False,
    stdout: TextIO | None = None,
    stderr: TextIO | None = None,
    stop: Stop | None = None,
    **options: Any,
) -> int:
    """Serve until interrupted or until `stop` is set.

    The first line of standard output is JSON: `url`, `ak`, `sk`, `projects` by region,
    `user`, and `ca_file` with TLS; with `env` it is environment variables instead. Messages for
    people go to standard error. `projects` are texts `REGION=ID`, `config` a file with the JSON
    of the first line, `options` further arguments of `Emulator`, where None is not given;
    `open_page` shows the playground in the browser.

    Returns:
        0 after an interrupt, 3 for an error in the set-up.
    """
    out, err = stdout or sys.stdout, stderr or sys.stderr
    try:
        account = read_config(config) if config else {}
        account |= {name: value for name, value in options.items() if value is not None}
        account["projects"] = dict(account.get("projects") or {}) | parse_projects(projects)
        emulator = Emulator(
            None if engine in ("none", "") else engine,
            port,
            host,
            allowed_hosts=tuple(allowed_hosts),
            **account,
        )
    except (ValueError, MissingExtraError) as error:
        return _fail(str(error), err)
    # Before the first line is printed: its reader may interrupt at once.
    with StopBySignal() if stop is None else nullcontext(stop) as stopped:
        # Loading an engine takes seconds; one that the user named may not exist.
        named = engine not in ("auto", "none", "", None)
        return _serve(
            emulator, host, env, stopped, out, err, check_engine=named, open_page=open_page
        )


def _fail(message: str, err: TextIO) -> int:
    print(" ".join(message.split()), file=err, flush=True)
    return SET_UP_ERROR


def _serve(
    emulator: Emulator,
    host: str,
    env: EnvironmentForm | None,
    stopped: Stop,
    out: TextIO,
    err: TextIO,
    *,
    check_engine: bool,
    open_page: bool,
) -> int:
    try:
        emulator.start()
    except OSError as error:
        return _fail(
            f"cannot listen on {host} port {emulator.port}: {error.strerror or error}; "
            "choose another with --port, or --port 0 for a free one",
            err,
        )
    except MissingExtraError as error:
        return _fail(str(error), err)
    try:
        if check_engine and (note := _note(emulator)).startswith("no engine:"):
            return _fail(note, err)
        print(_first_lines(emulator, env), file=out, flush=True)
        if host not in ("127.0.0.1", "localhost", "::1"):
            print(
                f"listening on {host}: everyone who can reach this port can script the emulator "
                "and read its keys; use 127.0.0.1 unless you want that",
                file=err,
            )
        print(f"playground: {emulator.playground_url}", file=err, flush=True)
        if open_page and not webbrowser.open(emulator.playground_url):
            print("no browser could be started: open the address above", file=err, flush=True)
        # Requests are served meanwhile; the first image would load the engine too.
        print(_note(emulator), file=err, flush=True)
        while not stopped.wait(_LONGEST_WAIT):
            pass
    finally:
        emulator.stop()
        for difference in emulator.differences:
            print(difference, file=err)
    return 0


def _first_lines(emulator: Emulator, env: EnvironmentForm | None) -> str:
    info = emulator.connection_info()
    if env is None:
        return json.dumps(info)
    return render_environment(environment(info, main_region(emulator.contract)), env)


def _note(emulator: Emulator) -> str:
    try:
        source = emulator.source
    except RuntimeError as error:
        return f"no engine: {error}"
    if source == "examples":
        return (
            "no OCR engine is in use: every response is an example of the contract "
            "(see the header X-Emulator-Answer); to read images, pip install 'ocr-wrapper[local]'"
        )
    return f"images are read by {source}"


def serve(**options: Any) -> int:
    """Serve in the foreground; the options are those of `run`."""
    return run(**options)


def main(arguments: Sequence[str] | None = None, **streams: Any) -> int:
    """Parse the command line of `python -m ocr_emulator` and serve."""
    parser = argparse.ArgumentParser(
        prog="python -m ocr_emulator",
        description="Emulate Huawei Cloud OCR on this machine. The first line of output is "
        "JSON with the address and the keys.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=_port, default=8787, help="port; 0 chooses a free one")
    parser.add_argument("--engine", default="auto", help="auto, none or an engine's name")
    parser.add_argument(
        "--open", action="store_true", dest="open_page", help="show the playground in the browser"
    )
    parser.add_argument("--tls", action="store_true", help="serve HTTPS with a temporary CA")
    parser.add_argument(
        "--fetch", action="store_true", help="download image URLs from the internet"
    )
    parser.add_argument("--ak", help="access key; with --sk")
    parser.add_argument("--sk", help="secret of the access key; with --ak")
    parser.add_argument(
        "--project",
        action="append",
        default=[],
        dest="projects",
        metavar="REGION=ID",
        help="project id of a region; may be repeated",
    )
    parser.add_argument("--config", metavar="FILE", help="file with the JSON of an earlier run")
    parser.add_argument(
        "--allowed-host",
        action="append",
        default=[],
        dest="allowed_hosts",
        metavar="NAME",
        help="further host name of the admin API; may be repeated",
    )
    _add_recording(parser)
    parser.add_argument(
        "--env",
        choices=ENVIRONMENT_FORMS,
        nargs="?",
        const="shell",
        help="print environment variables in place of the JSON",
    )
    return run(**vars(parser.parse_args(arguments)), **streams)


def _add_recording(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--record",
        metavar="URL",
        help="forward requests to the service and report differences",
    )
    parser.add_argument("--record-to", metavar="FILE", help="new file for the responses")
    parser.add_argument(
        "--scrub", action="store_true", help="replace letters and digits in stored responses"
    )
    parser.add_argument("--upstream-ak", metavar="AK", help="your access key of the service")
    parser.add_argument("--upstream-sk", metavar="SK", help="secret of that access key")
    parser.add_argument("--replay", metavar="FILE", help="respond from a recording")


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError("a port is a number between 0 and 65535")
    return int(text)
