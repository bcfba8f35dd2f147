"""Benchmark of the emulator beside other mock servers: `python -m benchmarks.servers`.

A tester's suite waits for its mock server, so the CPU of a call is compared with Prism's on the
same contract and with moto's for the most similar call it has. Figures are CPU of the server
process alone, all threads included.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import hashlib
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import environments, images
from ocr_wrapper.auth.signer import format_date, sign

PRISM = "5.16.0"
"""Version of `@stoplight/prism-cli`, from the npm registry."""
MOTO = "5.2.5"
CALLS = 2000
LARGE_CALLS = 12
MANY_CALLS = 100_000
_REGION = "ap-southeast-1"
RESULTS = environments.ROOT / "benchmarks" / "SERVERS.md"

_FLOOR = """
import asyncio, base64, json, sys
from aiohttp import web

async def handle(request):
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
    base64.b64decode(json.loads(body)["image"])
    return web.Response(body=b"{}")

async def main():
    server = web.Server(handle, access_log=None)
    listener = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    print(json.dumps({"url": f"http://127.0.0.1:{port}", "ak": "", "sk": ""}), flush=True)
    await asyncio.to_thread(sys.stdin.read)

asyncio.run(main())
"""


@dataclass(frozen=True)
class Target:
    """A running server and the request that is sent to it again and again."""

    process: subprocess.Popen[str]
    port: int
    path: str
    headers: Mapping[str, str]
    body: bytes

    def cpu(self) -> float:
        """Return the seconds of CPU that the server has used."""
        fields = (
            Path(f"/proc/{self.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        )
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident(self) -> int:
        """Return the bytes of memory that the server holds."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text("ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def call(self, times: int) -> None:
        """Send the request so many times over one connection, if the server keeps it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            for _ in range(times):
                connection.request("POST", self.path, self.body, dict(self.headers))
                response = connection.getresponse()
                content = response.read()
                if response.status != 200:
                    raise SystemExit(
                        f"The server responded with {response.status}: {content[:300]!r}"
                    )

    def cost(self, times: int) -> float:
        """Return the seconds of CPU of one call, after a few that do not count."""
        self.call(max(3, times // 5))
        before = self.cpu()
        self.call(times)
        return (self.cpu() - before) / times


@contextlib.contextmanager
def running(command: list[str | Path], *, quiet: bool = False) -> Iterator[subprocess.Popen[str]]:
    """Run a server until the block ends."""
    with subprocess.Popen(
        command,
        cwd=environments.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL if quiet else subprocess.PIPE,
        stderr=subprocess.DEVNULL if quiet else None,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@contextlib.contextmanager
def emulator(image: bytes) -> Iterator[Target]:
    """Run the emulator without an engine; it checks the signature and both schemas."""
    with _python(["-m", "ocr_emulator", "--engine", "none", "--port", "0"], image) as target:
        yield target


@contextlib.contextmanager
def floor(image: bytes) -> Iterator[Target]:
    """Run a server that receives a body, parses it, decodes the image and checks nothing."""
    with _python(["-c", _FLOOR], image) as target:
        yield target


@contextlib.contextmanager
def _python(arguments: list[str | Path], image: bytes) -> Iterator[Target]:
    with running([sys.executable, *arguments]) as process:
        assert process.stdout is not None
        facts = json.loads(process.stdout.readline())
        port = int(facts["url"].rpartition(":")[2])
        body = json.dumps({"image": base64.b64encode(image).decode()}).encode()
        path = f"/v2/{facts.get('projects', {}).get(_REGION, 'p')}/ocr/passport"
        headers = {"content-type": "application/json", "host": f"127.0.0.1:{port}"}
        digest = hashlib.sha256(body).hexdigest()
        date = format_date(time.time())
        keys = {"ak": facts["ak"], "sk": facts["sk"]}
        signed = sign("POST", path, (), headers, digest, date=date, **keys)
        yield Target(process, port, path, signed, body)


@contextlib.contextmanager
def prism(image: bytes) -> Iterator[Target]:
    """Run Prism on the same contract; it validates the request and signs nothing."""
    port = _free_port()
    contract = "openapi/dist/openapi.codegen.yaml"
    command: list[str | Path] = [_prism(), "mock", "-h", "127.0.0.1", "-p", str(port), contract]
    body = json.dumps({"image": base64.b64encode(image).decode()}).encode()
    headers = {"content-type": "application/json", "x-auth-token": "token"}
    with running(command, quiet=True) as process:
        _wait_for(port)
        yield Target(process, port, "/v2/project/ocr/passport", headers, body)


@contextlib.contextmanager
def moto(image: bytes) -> Iterator[Target]:
    """Run moto's server: Rekognition's text detection, with a canned response, unsigned."""
    port = _free_port()
    folder = environments.moto(MOTO).parent
    body = json.dumps({"Image": {"Bytes": base64.b64encode(image).decode()}}).encode()
    credential = "Credential=AK/20260101/us-east-1/rekognition/aws4_request"
    headers = {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "RekognitionService.DetectText",
        "authorization": f"AWS4-HMAC-SHA256 {credential}, SignedHeaders=host, Signature=none",
    }
    with running(
        [folder / "moto_server", "-H", "127.0.0.1", "-p", str(port)], quiet=True
    ) as process:
        _wait_for(port)
        yield Target(process, port, "/", headers, body)


def _prism() -> Path:
    """Install Prism once, into the cache, and return its command."""
    folder = environments.CACHE / f"prism-{PRISM}"
    command = folder / "node_modules" / ".bin" / "prism"
    if not command.exists():
        print(f"==> installing Prism in {folder.relative_to(environments.ROOT)}", file=sys.stderr)
        folder.mkdir(parents=True, exist_ok=True)
        quiet = ["--no-audit", "--no-fund", "--silent", "--prefix", str(folder)]
        package = f"@stoplight/prism-cli@{PRISM}"
        subprocess.run(["npm", "install", *quiet, package], check=True)
    return command


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    """Wait until a server that does not report its start accepts connections."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise SystemExit(f"Nothing listens on port {port} after 60 seconds.")


@dataclass(frozen=True)
class Figures:
    """Seconds of CPU of one call, by server, of one turn."""

    emulator: float
    prism: float
    moto: float
    large: float
    floor: float


def turn(small: bytes, large: bytes) -> Figures:
    """Measure each server once, in a fresh process."""
    with emulator(small) as ours, prism(small) as theirs, moto(small) as other:
        costs = ours.cost(CALLS), theirs.cost(CALLS // 4), other.cost(CALLS // 4)
    with emulator(large) as ours, floor(large) as least:
        return Figures(*costs, ours.cost(LARGE_CALLS), least.cost(LARGE_CALLS))


def memory(small: bytes) -> list[tuple[int, float]]:
    """Return the emulator's memory in MiB after more and more calls."""
    found = []
    with emulator(small) as target:
        made = 0
        for calls in (2_000, 10_000, MANY_CALLS // 2, MANY_CALLS):
            target.call(calls - made)
            made = calls
            found.append((calls, target.resident() / (1 << 20)))
            print(".", end="", file=sys.stderr, flush=True)
    return found


def document(turns: list[Figures], kept: list[tuple[int, float]]) -> str:
    """Return the page: the table and the method."""

    def row(what: str, ours: list[float], other: list[float], name: str, target: str) -> str:
        ratios = sorted(one / two for one, two in zip(other, ours, strict=True))
        return (
            f"| {what} | {statistics.median(ours) * 1e6:,.0f} µs | {name} "
            f"{statistics.median(other) * 1e6:,.0f} µs | {statistics.median(ratios):.2f} "
            f"| {ratios[0]:.2f}–{ratios[-1]:.2f} | {target} |"
        )

    small = [one.emulator for one in turns]
    rows = [
        row("1 kB", small, [one.prism for one in turns], "Prism", "≥ 5"),
        row("1 kB", small, [one.moto for one in turns], "moto", "≥ 3"),
        row("7 MiB", [one.large for one in turns], [one.floor for one in turns], "floor", "≥ 0.5"),
    ]
    sizes = ", ".join(f"{mib:.0f} MiB after {calls:,} calls" for calls, mib in kept)
    return f"""# The emulator beside other mock servers

Written by `python -m benchmarks.servers`. Compare the ratios: microseconds belong to the machine,
the load and the day. CPU of the server process for one call, median of {len(turns)} turns.

| image | emulator | beside | ratio | single turns | target |
|---|---|---|---|---|---|
{chr(10).join(rows)}

Memory of the emulator: {sizes}.

- **Emulator**: the canned response of a passport; signature, request and response are checked.
- **Prism** {PRISM}: the same contract and request; it checks the request and no signature.
- **moto** {MOTO}: `DetectText` of Rekognition, the most similar call that it has, with a canned
  response; it checks neither schema nor signature, and closes each connection.
- **Floor**: aiohttp receives the body, `json.loads` parses it, `base64` decodes the image.
"""


def main() -> None:
    """Measure, print the table and write it to `benchmarks/SERVERS.md`."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.servers", description=__doc__)
    parser.add_argument("--turns", type=int, default=3, help="turns of each server (default: 3)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        small, large = Path(name, "small.jpg"), Path(name, "large.jpg")
        images.write_small(small)
        images.write_large(large)
        found = []
        for number in range(max(1, options.turns)):
            print(f"==> turn {number + 1}", file=sys.stderr)
            found.append(turn(small.read_bytes(), large.read_bytes()))
        print(f"==> memory over {MANY_CALLS:,} calls", end=" ", file=sys.stderr, flush=True)
        kept = memory(small.read_bytes())
        print(file=sys.stderr)
    page = document(found, kept)
    print(page)
    RESULTS.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
