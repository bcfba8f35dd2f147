"""Start and stop, the command line, the pytest plugin."""

from __future__ import annotations

import copy
import io
import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeAlias

import pytest

import ocr_emulator
from ocr_emulator.cli import StopBySignal, main, run
from ocr_emulator.contract import bundle
from ocr_emulator.contract.bundle import Contract, load
from ocr_emulator.emulator import Emulator
from tests.emulator.conftest import call
from tests.emulator.signer import send

pytest_plugins = ("pytester",)

TraceFunction: TypeAlias = "Callable[[FrameType, str, object], TraceFunction | None]"


def test_public_names_can_be_imported() -> None:
    """Every name in __all__ can be imported from the package."""
    names: list[str] = vars(ocr_emulator)["__all__"]
    assert {name for name in names if getattr(ocr_emulator, name)} == set(names)
    with pytest.raises(AttributeError, match="ocr_emulator attribute nothing"):
        getattr(ocr_emulator, "nothing")  # noqa: B009


def test_no_engine_module_is_imported_without_an_engine() -> None:
    """Serving examples imports neither an engine nor its packages, nor the client."""
    program = (
        "import sys; from ocr_emulator import Emulator\n"
        "with Emulator(engine=None): pass\n"
        "bad = [m for m in sys.modules if m.split('.')[0] in"
        " ('rapidocr', 'onnxruntime', 'cv2', 'numpy', 'ocr_wrapper', 'httpx')"
        " or m.startswith(('ocr_emulator.engine', 'ocr_emulator.recognizers'))]\n"
        "sys.exit(repr(bad) if bad else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_contract_is_read_once_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A start costs little after the first one; `benchmarks.startup` measures it."""
    with Emulator(engine=None) as first:
        contract = first.contract
    monkeypatch.setattr(bundle, "Contract", None)  # which reading would make
    for _ in range(3):
        with Emulator(engine=None) as emu:
            assert emu.contract is contract


def test_new_operation_of_the_contract_is_served() -> None:
    """A seventeenth operation needs nothing but its place in the bundle."""
    document = copy.deepcopy(dict(load().document))
    item = copy.deepcopy(document["paths"]["/v2/{project_id}/ocr/passport"])
    item["post"]["operationId"] = "recognize_stamp"
    item["post"]["x-ocr"]["regions"] = ["la-south-2"]
    document["paths"]["/v2/{project_id}/ocr/stamp"] = item
    with Emulator(engine=None, contract=Contract(document)) as emu:
        assert call(emu, "recognize_stamp").status == 200
        assert call(emu, "recognize_stamp", region="ap-southeast-1").code == "APIG.0101"
        assert emu.journal[0].operation == "recognize_stamp"


def test_stop_can_be_called_twice(emu: Emulator) -> None:
    """Stopping twice is no error, and the port is free after the first time."""
    port = emu.port
    emu.stop()
    emu.stop()
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("127.0.0.1", port))


def test_emulator_restarts_after_stop() -> None:
    """Keys, journal and scripts outlive a pause; only the port may be another."""
    emu = Emulator(engine=None)
    for status in (200, 503):
        with emu:
            assert call(emu).status == status
            emu.faults.status(503)
    assert len(emu.journal) == 2


def server_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "ocr-emulator"]


def test_stop_ends_the_server_thread() -> None:
    """One thread serves, and it ends with the emulator; those that parse bodies are not counted."""
    before = server_threads()
    with Emulator(engine=None) as emu:
        call(emu)
        assert len(server_threads()) == len(before) + 1
    assert server_threads() == before


def start(**options: Any) -> tuple[threading.Thread, threading.Event, io.StringIO, io.StringIO]:
    out, err, stop = io.StringIO(), io.StringIO(), threading.Event()
    options = {"port": 0, "engine": "none", **options}
    thread = threading.Thread(
        target=run, kwargs={"stdout": out, "stderr": err, "stop": stop, **options}
    )
    thread.start()
    return thread, stop, out, err


def test_emulator_runs_on_after_a_short_wait() -> None:
    """Where Ctrl-C cannot interrupt a wait, the command waits again until it is stopped."""

    class ThirdTime(threading.Event):
        """Is set when it was waited for three times."""

        waits = 0

        def wait(self, timeout: float | None = None) -> bool:
            self.waits += 1
            return self.waits == 3

    stop = ThirdTime()
    assert run(port=0, engine="none", stop=stop, stdout=io.StringIO(), stderr=io.StringIO()) == 0
    assert stop.waits == 3


def interrupt_this_thread() -> None:
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals of a thread")
def test_signal_that_another_thread_receives_ends_the_wait() -> None:
    """It does not interrupt what the main thread waits for, and a handler runs there only."""
    with StopBySignal() as stop:
        threading.Thread(target=interrupt_this_thread).start()
        assert stop.wait(60)


@pytest.mark.skipif(sys.platform == "win32", reason="raising the signal ends a Windows program")
@pytest.mark.parametrize("line", range(8))
def test_signal_in_any_line_of_a_wait_ends_it(line: int) -> None:
    """This one or, in its last line, the next; a handler runs between two lines of the thread."""
    left, interrupted = [None] * line, []

    def interrupt(_frame: FrameType, _event: str, _value: object) -> TraceFunction | None:
        if left:
            left.pop()
            return interrupt
        interrupted.append(line)
        signal.raise_signal(signal.SIGTERM)
        return None

    with StopBySignal() as stop:
        before = sys.gettrace()
        sys.settrace(interrupt)
        try:
            ended = stop.wait(0.001)
        finally:
            sys.settrace(before)
        assert (ended or stop.wait(0.001)) is bool(interrupted)


def test_wait_that_no_signal_ends_is_over_after_its_time() -> None:
    """Windows notices Ctrl-C between two waits."""
    with StopBySignal() as stop:
        assert stop.wait(0.001) is False
        stop.set()
        assert stop.wait(60) is True


def test_handlers_of_signals_are_restored() -> None:
    """A program that serves for a while has its own again."""
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with StopBySignal():
        pass
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
    assert signal.set_wakeup_fd(-1) == -1


def test_first_line_of_stdout_is_json_connection_info() -> None:
    """Address, keys, projects and user; what is for people is on standard error."""
    stop = threading.Event()
    stop.set()
    out, err = io.StringIO(), io.StringIO()
    assert run(port=0, engine="none", stdout=out, stderr=err, stop=stop) == 0
    first = json.loads(out.getvalue().splitlines()[0])
    assert set(first) == {"url", "ak", "sk", "projects", "user"}
    assert set(first["user"]) == {"name", "password", "domain"}
    assert len(out.getvalue().splitlines()) == 1
    assert "every response is an example" in err.getvalue()


def test_address_is_printed_before_the_engine_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading takes seconds, in which a user would see nothing and a program would wait."""
    out, err, stop = io.StringIO(), io.StringIO(), threading.Event()
    stop.set()
    printed = []

    def load(_: Emulator) -> str:
        printed.append((out.getvalue(), err.getvalue()))
        return "an-engine"

    monkeypatch.setattr(Emulator, "source", property(load))
    assert run(port=0, engine="auto", stdout=out, stderr=err, stop=stop) == 0
    ((first, messages),) = printed
    assert set(json.loads(first)) >= {"url", "ak", "sk"}
    assert "playground: http://" in messages
    assert err.getvalue().endswith("images are read by an-engine\n")


def test_port_in_use_is_reported_in_one_line(emu: Emulator) -> None:
    """Exit code 3, for an error in the set-up, and the remedy."""
    err = io.StringIO()
    assert run(port=emu.port, engine=None, stdout=io.StringIO(), stderr=err) == 3
    assert f"cannot listen on 127.0.0.1 port {emu.port}" in err.getvalue()
    assert "--port 0" in err.getvalue()


def test_unknown_engine_is_reported_in_one_line() -> None:
    """Exit code 3, for an error in the set-up, and what to do."""
    err = io.StringIO()
    assert run(port=0, engine="no-such-engine", stdout=io.StringIO(), stderr=err) == 3
    assert len(err.getvalue().strip().splitlines()) == 1


def test_unknown_option_prints_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """The module's command line explains itself."""
    with pytest.raises(SystemExit):
        main(["--nonsense"])
    assert "usage: python -m ocr_emulator" in capsys.readouterr().err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_module_serves_until_interrupted(number: signal.Signals) -> None:
    """`python -m ocr_emulator --port 0` serves at once and ends cleanly."""
    command = [sys.executable, "-m", "ocr_emulator", "--port", "0", "--engine", "none"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = json.loads(process.stdout.readline())
        assert send("GET", f"{first['url']}/_emulator/health").status == 200
        process.send_signal(number)
        assert process.wait(10) == 0


PLUGIN = ("-p", "no:cacheprovider", "-p", "no:asyncio")


def test_fixture_is_reset_for_each_test(pytester: pytest.Pytester) -> None:
    """One server a session; faults of one test do not reach the next."""
    pytester.makepyfile(
        """
        seen = []

        def test_one(ocr_emulator):
            ocr_emulator.faults.status(503)
            seen.append(ocr_emulator.url)

        def test_two(ocr_emulator):
            assert len(ocr_emulator.faults) == 0
            assert seen == [ocr_emulator.url]
        """
    )
    pytester.runpytest(*PLUGIN).assert_outcomes(passed=2)


def test_fixture_verifies_expectations(pytester: pytest.Pytester) -> None:
    """expect() without verify() is verified by the fixture."""
    pytester.makepyfile(
        """
        def test_one(ocr_emulator):
            ocr_emulator.expect("recognize_passport", times=1)
        """
    )
    result = pytester.runpytest(*PLUGIN)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*expected 1 requests*got 0*"])


class Browser:
    """Records the address that a browser would open."""

    def __init__(self, found: bool) -> None:
        self.found = found
        self.opened: list[str] = []

    def open(self, url: str) -> bool:
        self.opened.append(url)
        return self.found


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
@pytest.mark.parametrize("found", [True, False])
def test_page_is_opened_after_the_first_line(
    monkeypatch: pytest.MonkeyPatch, host: str, found: bool
) -> None:
    """The first line of output stays JSON; the address of the page is a message for people."""
    browser = Browser(found)
    monkeypatch.setattr("webbrowser.open", browser.open)
    out, err, stop = io.StringIO(), io.StringIO(), threading.Event()
    stop.set()
    assert run(host, 0, None, open_page=True, stdout=out, stderr=err, stop=stop) == 0
    url = json.loads(out.getvalue())["url"]
    (opened,) = browser.opened
    assert opened.startswith(url + "/")
    assert ("#token=" in opened) is (host != "127.0.0.1")
    assert f"playground: {opened}\n" in err.getvalue()
    assert ("no browser" in err.getvalue()) is not found


def test_page_is_not_opened_without_the_option(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that a script starts opens no window."""
    browser = Browser(found=True)
    monkeypatch.setattr("webbrowser.open", browser.open)
    stop = threading.Event()
    stop.set()
    assert main(["--port", "0", "--engine", "none"], stdout=io.StringIO(), stop=stop) == 0
    assert browser.opened == []
