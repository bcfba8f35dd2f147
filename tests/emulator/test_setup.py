"""Set-up: fixed keys, exports, addresses, and advice for what is missing."""

from __future__ import annotations

import io
import json
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from ocr_emulator.cli import main
from ocr_emulator.emulator import Emulator
from tests.emulator.conftest import call
from tests.emulator.http.test_admin import admin
from tests.emulator.signer import send

FIXED: dict[str, Any] = {
    "ak": "AKFIXED",
    "sk": "sk-fixed",
    "projects": {"ap-southeast-1": "project-one", "ap-southeast-2": "project-two"},
    "user": "tester",
    "password": "pass word",
}
SET_UP_ERROR = 3


def first_lines(*arguments: str) -> tuple[int, str, str]:
    """Run the command line until it serves; return exit code, stdout and stderr."""
    stop = threading.Event()
    stop.set()
    out, err = io.StringIO(), io.StringIO()
    code = main(["--port", "0", "--engine", "none", *arguments], stdout=out, stderr=err, stop=stop)
    return code, out.getvalue(), err.getvalue()


def test_keys_and_projects_can_be_fixed() -> None:
    """Requests signed with them are served; other regions get ids of their own."""
    with Emulator(engine=None, **FIXED) as emu:
        assert (emu.ak, emu.sk) == ("AKFIXED", "sk-fixed")
        assert emu.projects["ap-southeast-1"] == "project-one"
        assert set(emu.projects) == set(emu.contract.regions)
        assert emu.user == {"name": "tester", "password": "pass word", "domain": "default"}
        assert call(emu).status == 200


@pytest.mark.parametrize(
    ("options", "words"),
    [({"ak": "only"}, "sk"), ({"sk": "only"}, "ak"), ({"ak": "a" * 300, "sk": "b"}, "ak"),
     ({"ak": "line\nbreak", "sk": "b"}, "ak"),
     ({"projects": {"ap-southest-1": "x"}}, "did you mean 'ap-southeast-1'"),
     ({"projects": {"ap-southeast-1": "x", "ap-southeast-2": "x"}}, "twice"),
     ({"projects": {"ap-southeast-1": "a/b"}}, "path")],
)  # fmt: skip
def test_invalid_fixed_key_is_an_error_without_the_secret(
    options: dict[str, Any], words: str
) -> None:
    """The error names the option and never shows a secret."""
    with pytest.raises(ValueError, match=words) as caught:
        Emulator(engine=None, **options)
    assert "only" not in str(caught.value)


def test_fixed_keys_over_http(emu: Emulator) -> None:
    """Accounts, namespaces and second keys take chosen values."""
    body = {"name": "team", "ak": "AKTEAM", "sk": "sk-team",
            "projects": {"ap-southeast-1": "team-project"}}  # fmt: skip
    made = admin(emu, "POST", "namespaces", body)
    assert (made.status, made.json["ak"]) == (201, "AKTEAM")
    assert call(emu, ak="AKTEAM", sk="sk-team", project="team-project").status == 200
    assert admin(emu, "POST", "accounts", {**body, "name": "copy"}).status == 400
    key = admin(emu, "POST", "accounts/default/keys", {"ak": "AKSECOND", "sk": "sk-second"}).json
    assert key == {"ak": "AKSECOND", "sk": "sk-second"}
    assert call(emu, ak="AKSECOND", sk="sk-second").status == 200
    assert admin(emu, "POST", "namespaces", {"name": "team", "ak": "x", "sk": "y"}).status == 400


def test_command_line_takes_fixed_keys() -> None:
    """`--ak`, `--sk` and `--project` appear in the first line."""
    code, out, _ = first_lines("--ak", "A1", "--sk", "S1", "--project", "ap-southeast-1=p1")
    info = json.loads(out)
    assert code == 0
    assert (info["ak"], info["sk"], info["projects"]["ap-southeast-1"]) == ("A1", "S1", "p1")


def test_first_line_of_one_run_configures_the_next(tmp_path: Path) -> None:
    """A file with the JSON of the first line gives the same keys, projects and user."""
    _, out, _ = first_lines()
    file = tmp_path / "emulator.json"
    file.write_text(out)
    _, again, _ = first_lines("--config", str(file))
    first, second = json.loads(out), json.loads(again)
    assert {**first, "url": ""} == {**second, "url": ""}
    _, other, _ = first_lines("--config", str(file), "--ak", "A2", "--sk", "S2")
    assert json.loads(other)["ak"] == "A2"


def test_misspelled_setting_is_an_error() -> None:
    """It would otherwise be left out silently, and with it perhaps a limit."""
    with pytest.raises(TypeError, match="unexpected keyword argument 'max_bodys'"):
        Emulator(max_bodys=1)  # type: ignore[call-arg]


def test_emulator_that_runs_is_not_started_again(emu: Emulator) -> None:
    """Its first server would be left without an owner."""
    with pytest.raises(RuntimeError, match="running already"):
        emu.start()
    assert call(emu).status == 200


@pytest.mark.parametrize(
    ("content", "words"),
    [("{", "not JSON"), ("[]", "JSON object"), ('{"akk": "x"}', "did you mean 'ak'"),
     ('{"ak": "secret-value"}', "sk"), (None, "cannot be read"),
     ('{"user": "secret-value"}', "user in config"), ('{"user": {"pass": "x"}}', "a user")],
)  # fmt: skip
def test_invalid_config_file_is_a_set_up_error(
    tmp_path: Path, content: str | None, words: str
) -> None:
    """One line names the file or the field, and no value of the file."""
    file = tmp_path / "emulator.json"
    if content is not None:
        file.write_text(content)
    code, out, err = first_lines("--config", str(file))
    assert (code, out, err.count("\n")) == (SET_UP_ERROR, "", 1)
    assert words in err
    assert "secret-value" not in err


@pytest.mark.parametrize("form", ["shell", "dotenv", "json"])
def test_env_prints_what_a_client_reads(form: str) -> None:
    """The exports in each form hold endpoint, region, keys and project."""
    _, out, _ = first_lines(
        "--env", form, "--ak", "A1", "--sk", "it's $x", "--project", "ap-southeast-1=p1"
    )
    if form == "json":
        found = json.loads(out)
    else:
        script = out if form == "shell" else f"set -a\n{out}"
        dump = (
            f"{script}\n{sys.executable} -c 'import json, os; print(json.dumps(dict(os.environ)))'"
        )
        done = subprocess.run(["sh", "-c", dump], capture_output=True, text=True, check=True)
        found = json.loads(done.stdout)
    assert found["HUAWEICLOUD_SDK_AK"] == "A1"
    assert found["HUAWEICLOUD_SDK_SK"] == "it's $x"
    assert found["HUAWEICLOUD_SDK_PROJECT_ID"] == "p1"
    assert found["HWOCR_REGION"] == "ap-southeast-1"
    assert found["HWOCR_ENDPOINT"].startswith("http://127.0.0.1:")
    assert found["HUAWEICLOUD_SDK_IAM_ENDPOINT"] == found["HWOCR_ENDPOINT"]


@pytest.mark.parametrize(("host", "shown"), [("0.0.0.0", "127.0.0.1"), ("::", "[::1]")])
def test_url_of_a_wildcard_address_can_be_called(host: str, shown: str) -> None:
    """The first line has an address that a client on this machine can connect to."""
    if host == "::" and not socket.has_ipv6:
        pytest.skip("no IPv6 on this machine")
    with Emulator(engine=None, host=host) as emu:
        assert emu.url == f"http://{shown}:{emu.port}"
        assert send("GET", f"{emu.url}/_emulator/health").status == 200
        assert call(emu).status == 200


def test_all_addresses_of_a_name_have_one_port(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client may connect to either of them; at another port there is another program."""
    if not socket.has_ipv6:
        pytest.skip("no IPv6 on this machine")
    real = socket.getaddrinfo

    def both(host: Any, *rest: Any, **more: Any) -> Any:
        if host != "localhost":
            return real(host, *rest, **more)
        return real("127.0.0.1", *rest, **more) + real("::1", *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with Emulator(engine=None, host="localhost") as emu:
        for address in ("127.0.0.1", "[::1]"):
            assert send("GET", f"http://{address}:{emu.port}/_emulator/health").status == 200


def test_allowed_host_may_call_the_admin_api() -> None:
    """`--allowed-host` adds a name, as that of a container."""
    with Emulator(engine=None, allowed_hosts=("emulator",)) as emu:
        assert admin(emu, "GET", "health", Host=f"emulator:{emu.port}").status == 200
        assert admin(emu, "GET", "health", Host="other").status == 403
    assert first_lines("--allowed-host", "emulator", "--allowed-host", "ocr.test")[0] == 0
    code, _, err = first_lines("--allowed-host", "http://emulator")
    assert (code, "allowed-host" in err) == (SET_UP_ERROR, True)


@pytest.mark.parametrize(
    "arguments",
    [("--host", ""), ("--host", "no such host"), ("--project", "nonsense"),
     ("--project", "ap-southest-1=x"), ("--ak", "a"), ("--host", "203.0.113.7")],
)  # fmt: skip
def test_set_up_error_is_one_line(arguments: tuple[str, ...]) -> None:
    """The exit code is the one for configuration, and nothing is on standard output."""
    code, out, err = first_lines(*arguments)
    assert (code, out, err.count("\n")) == (SET_UP_ERROR, "", 1)


def test_port_out_of_range_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    """argparse refuses it with the usage."""
    with pytest.raises(SystemExit) as caught:
        main(["--port", "-1"])
    assert caught.value.code == 2
    assert "between 0 and 65535" in capsys.readouterr().err


ADVICE = 'pip install "ocr-wrapper[emulator]"'
WAYS = {
    "import": "from ocr_emulator import Emulator",
    "module": "import runpy; runpy.run_module('ocr_emulator', run_name='__main__')",
    "command": "import sys; from ocr_wrapper.cli import main; sys.exit(main(['emulator']))",
    "contract": "import ocr_emulator.contract.bundle, ocr_emulator.http.server",
}


@pytest.mark.parametrize("missing", ["aiohttp", "jsonschema_rs"])
@pytest.mark.parametrize("way", WAYS)
def test_advice_for_a_missing_package_is_the_same_everywhere(way: str, missing: str) -> None:
    """Command, module and import name the package and the extra, without a traceback."""
    program = f"import sys; sys.modules[{missing!r}] = None\n{WAYS[way]}"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    last = done.stderr.strip().splitlines()[-1]
    if way == "contract" and missing == "aiohttp":
        assert ADVICE in last
        return
    assert f"The emulator needs {missing}, which is not installed: run {ADVICE}." in last
    assert done.returncode != 0
    if way in ("module", "command"):
        assert (done.returncode, done.stderr.count("\n")) == (SET_UP_ERROR, 1)


def test_fixture_gives_the_same_advice(pytester: pytest.Pytester) -> None:
    """A test that requests the fixture fails with the advice."""
    pytester.makeconftest("import sys; sys.modules['jsonschema_rs'] = None")
    pytester.makepyfile("def test_one(ocr_emulator): pass")
    # This plugin needs the missing package itself.
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:schemathesis")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*The emulator needs jsonschema_rs*ocr-wrapper?emulator?*"])


pytest_plugins = ("pytester",)
