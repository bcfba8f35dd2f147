"""TLS and proxies: trusted authorities, and what a proxy receives."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from ocr_emulator import Emulator
from ocr_emulator.http import tls
from ocr_wrapper import (
    AkSk,
    AsyncOcrClient,
    ConfigurationError,
    ConnectError,
    OcrClient,
    TransportError,
)
from tests.wrapper.conftest import NOWHERE
from tests.wrapper.transport.drivers import ON_UVLOOP, runner_for, transport_of

REGION = "ap-southeast-1"


@pytest.fixture
def secure() -> Iterator[Emulator]:
    """Run an emulator behind HTTPS with an authority of its own."""
    with Emulator(engine=None, tls=True) as running:
        yield running


def client(emulator: Emulator, **settings: object) -> OcrClient:
    """Return a client of the emulator."""
    keys = AkSk(emulator.ak, emulator.sk)
    return OcrClient(REGION, keys, endpoint=emulator.url, environment=NOWHERE, **settings)  # type: ignore[arg-type]


def test_unknown_authority_is_refused_and_not_retried(secure: Emulator, image: bytes) -> None:
    """The error says what to do; nothing reached the server."""
    with client(secure) as ocr, pytest.raises(ConnectError, match="verify=") as caught:
        ocr.recognize_passport(image)
    assert (caught.value.attempts, caught.value.retry_safe) == (1, False)
    assert len(secure.journal) == 0


@pytest.mark.parametrize("driver", ["tasks", "aiohttp", *ON_UVLOOP])
@pytest.mark.parametrize("form", ["file", "path", "context"])
def test_given_authority_is_trusted(secure: Emulator, image: bytes, form: str, driver: str) -> None:
    """It can be a file or a TLS context, in both clients."""
    file = Path(str(secure.ca_file))
    verify: object = {
        "file": str(file),
        "path": file,
        "context": ssl.create_default_context(cafile=file),
    }[form]
    with client(secure, verify=verify) as ocr:
        assert ocr.recognize_passport(image).attempts == 1

    async def run() -> int:
        async with AsyncOcrClient(
            REGION,
            AkSk(secure.ak, secure.sk),
            endpoint=secure.url,
            verify=verify,  # type: ignore[arg-type]
            transport=transport_of(driver),
            environment=NOWHERE,
        ) as ocr:
            await ocr.recognize_passport(image)
            return (await ocr.recognize_passport(image)).attempts

    with runner_for(driver) as runner:
        assert runner.run(run()) == 1


def test_faster_transport_verifies_certificates_and_uses_the_proxy(
    secure: Emulator, image: bytes
) -> None:
    """An unknown authority is refused with the same error, and https goes through the proxy."""
    keys = AkSk(secure.ak, secure.sk)

    async def run(**settings: object) -> int:
        async with AsyncOcrClient(
            REGION,
            keys,
            endpoint=secure.url,
            transport="aiohttp",
            environment=NOWHERE,
            **settings,  # type: ignore[arg-type]
        ) as ocr:
            return (await ocr.recognize_passport(image)).attempts

    with pytest.raises(ConnectError, match="verify="):
        asyncio.run(run())
    assert len(secure.journal) == 0
    seen: list[bytes] = []
    with _proxy(seen) as port:
        assert asyncio.run(run(verify=secure.ca_file, proxy=f"http://127.0.0.1:{port}")) == 1
    assert len(seen) == 1


def test_faster_transport_is_for_the_async_client_only(secure: Emulator) -> None:
    """The blocking client refuses it; any other text is an error."""
    with pytest.raises(ConfigurationError, match="AsyncOcrClient"):
        client(secure, transport="aiohttp")
    with pytest.raises(ConfigurationError, match="aiohttp"):
        client(secure, transport="http2")


@pytest.mark.parametrize("setting", [{"verify": "/no/such/file"}, {"cert": "/no/such/file"}])
def test_unreadable_certificate_files_are_a_configuration_error(
    secure: Emulator, image: bytes, setting: dict[str, str]
) -> None:
    """The error is one line, without a traceback of the ssl module."""
    with (
        client(secure, **setting) as ocr,
        pytest.raises(ConfigurationError, match="cannot be loaded"),
    ):
        ocr.recognize_passport(image)


@pytest.mark.parametrize("apart", [False, True])
def test_client_certificate_is_sent(image: bytes, tmp_path: Path, apart: bool) -> None:
    """A server that requires one gets that of `cert`, and refuses a client without one."""
    servers = tls.Authority("127.0.0.1")
    clients = trustme.CA()
    issued, pair = clients.issue_cert("client"), str(tmp_path / "client.pem")
    issued.private_key_and_cert_chain_pem.write_to_path(pair)
    key, chain = str(tmp_path / "key.pem"), str(tmp_path / "chain.pem")
    issued.private_key_pem.write_to_path(key)
    issued.cert_chain_pems[0].write_to_path(chain)
    cert = (chain, key) if apart else pair
    settings = {
        "project_id": "p1",
        "verify": str(servers.ca_file),
        "max_attempts": 1,
        "environment": NOWHERE,
    }
    keys = AkSk("KEY", "secret")
    with _demanding(servers, clients) as port:
        endpoint = f"https://127.0.0.1:{port}"
        with OcrClient(REGION, keys, endpoint=endpoint, cert=cert, **settings) as ocr:  # type: ignore[arg-type]
            assert ocr.recognize_passport(image).raw == {"result": {}}
        with (
            OcrClient(REGION, keys, endpoint=endpoint, **settings) as ocr,  # type: ignore[arg-type]
            pytest.raises(TransportError),
        ):
            ocr.recognize_passport(image)
    servers.close()


@contextlib.contextmanager
def _demanding(servers: tls.Authority, clients: trustme.CA) -> Iterator[int]:
    """Serve HTTPS to clients with a certificate of the authority; respond to every request."""
    context = servers.server_context()
    clients.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            with contextlib.suppress(OSError), context.wrap_socket(plain, server_side=True) as near:
                seen = b""
                while b"\r\n\r\n" not in seen:
                    seen += near.recv(65536)
                head, _, rest = seen.partition(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                while len(rest) < length:
                    rest += near.recv(65536)
                body = b'{"result": {}}'
                near.sendall(
                    b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
                    % (len(body), body)
                )

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        # Shutting down a listener wakes the thread that accepts on it.
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


@contextlib.contextmanager
def _proxy(seen: list[bytes]) -> Iterator[int]:
    """Serve CONNECT and pass bytes on; note what was asked."""
    listener = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []

    def pump(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def serve() -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            head = b""
            while b"\r\n\r\n" not in head:
                head += near.recv(4096)
            seen.append(head)
            host, _, port = head.split()[1].decode().rpartition(":")
            far = socket.create_connection((host, int(port)))
            near.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            back = threading.Thread(target=pump, args=(far, near))
            back.start()
            pump(near, far)
            back.join()
            near.close()
            far.close()

    thread = threading.Thread(target=serve)
    threads.append(thread)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def test_https_proxy_receives_only_the_host(secure: Emulator, image: bytes) -> None:
    """Keys and image are inside the tunnel."""
    seen: list[bytes] = []
    with _proxy(seen) as port:
        proxy = f"http://someone:hunter2@127.0.0.1:{port}"
        with client(secure, verify=secure.ca_file, proxy=proxy) as ocr:
            assert ocr.recognize_passport(image).attempts == 1
            assert "hunter2" not in f"{ocr!r} {ocr._config!r} {ocr._config.transport_settings!r}"
    (head,) = seen
    assert head.startswith(f"CONNECT 127.0.0.1:{secure.port} ".encode())
    assert b"authorization: sdk" not in head.lower()


@pytest.mark.parametrize("trusted", [True, False])
def test_environment_proxy_is_used_unless_trust_env_is_false(
    secure: Emulator, image: bytes, monkeypatch: pytest.MonkeyPatch, trusted: bool
) -> None:
    """`trust_env=False` turns the variables off."""
    seen: list[bytes] = []
    with _proxy(seen) as port:
        for name in ("NO_PROXY", "no_proxy", "https_proxy"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        with client(secure, verify=secure.ca_file, trust_env=trusted) as ocr:
            assert ocr.recognize_passport(image).attempts == 1
    assert len(seen) == (1 if trusted else 0)
