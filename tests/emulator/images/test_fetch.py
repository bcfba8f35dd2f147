"""Images given by url: the file store, and the guarded fetch from the internet."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import suppress
from http.client import HTTPException
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import pytest
from aiohttp import web

from ocr_emulator.emulator import Emulator
from ocr_emulator.images.addresses import AddressError, Target, is_public, parse_url
from ocr_emulator.images.fetch import Fetcher, _Pinned
from ocr_emulator.images.sources import FetchError
from tests.emulator.conftest import call, image_bytes
from tests.emulator.signer import send

OBS = "https://scans.obs.ap-southeast-1.myhuaweicloud.com/one.png"


def test_stored_file_is_found_by_url(emu: Emulator) -> None:
    """The URL that put() returns works as a request's url."""
    url = emu.files.put("scan.png", image_bytes())
    assert call(emu, body={"url": url}).status == 200
    assert call(emu, body={"url": url.replace("127.0.0.1", "localhost")}).status == 200
    assert send("GET", url).body == image_bytes()


def test_stored_file_replaces_obs_object(emu: Emulator) -> None:
    """A file may have any URL; private and absent ones get OBS's own codes."""
    emu.files.put("one.png", image_bytes(), url=OBS)
    assert call(emu, body={"url": OBS}).status == 200
    assert call(emu, body={"url": OBS + "x"}).code == "ModelArts.4706"
    emu.files.put("one.png", image_bytes(), url=OBS, private=True)
    assert call(emu, body={"url": OBS}).code == "ModelArts.4704"
    emu.files.put("one.png", bytes(8_000_000), url=OBS)
    assert call(emu, body={"url": OBS}).code == "ModelArts.4705"


@pytest.mark.parametrize(
    "url", ["http://[", "https://[::1", "http://a]b/", "http://[zz]/x", "http://x.example:port/"]
)
def test_malformed_address_is_refused(emu: Emulator, url: str) -> None:
    """It gets the service's code for an invalid address, with and without fetching."""
    assert call(emu, body={"url": url}).code == "ModelArts.4601"
    assert emu.files.find(url) is None
    with Emulator(engine=None, fetch=True) as fetching:
        assert call(fetching, body={"url": url}).code == "ModelArts.4601"


def test_files_of_one_address_replace_each_other(emu: Emulator) -> None:
    """The newest is found; when it is removed, the earlier one is found again."""
    emu.files.put("one.png", b"one", url=OBS)
    emu.files.put("two.png", b"two", url=OBS)
    emu.files.put("three.png", b"three", url=OBS)
    emu.files.remove("one.png")
    assert getattr(emu.files.find(OBS), "data", None) == b"three"
    emu.files.remove("three.png")
    assert getattr(emu.files.find(OBS), "data", None) == b"two"
    emu.files.remove("two.png")
    assert emu.files.find(OBS) is None


def test_stored_file_is_validated(emu: Emulator) -> None:
    """Format and sides count for images behind a url too."""
    url = emu.files.put("scan.txt", b"plain text")
    assert call(emu, body={"url": url}).code == "AIS.0102"


@pytest.mark.parametrize("name", ["", "a/b", "..", "/etc/passwd"])
def test_file_name_with_path_is_refused(emu: Emulator, name: str) -> None:
    """A name is not a path."""
    with pytest.raises(ValueError, match="plain file name"):
        emu.files.put(name, b"x")


def test_nothing_is_fetched_by_default(emu: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without fetch=True an unknown URL is refused and no name is resolved."""
    looked: list[Any] = []
    real = socket.getaddrinfo

    def look(host: Any, *rest: Any, **more: Any) -> Any:
        looked.append(host)
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look)
    answer = call(emu, body={"url": "http://image.example/x.png"})
    assert answer.code == "ModelArts.4603"
    assert "fetching from the internet is off" in answer.violation["expected"]
    assert set(looked) == {"127.0.0.1"}


# What people write to make a server talk to its own network. No socket may be opened
# for any of them, for every result of the name lookup.
HOSTILE = [
    "http://127.0.0.1/", "http://127.0.0.1:80/", "http://127.1/", "http://127.0.1/",
    "http://0/", "http://0.0.0.0/", "http://2130706433/", "http://0x7f000001/",
    "http://0x7f.1/", "http://0x7f.0x0.0x0.0x1/", "http://0177.0.0.1/", "http://017700000001/",
    "http://127.0.0.01/", "http://127.000.000.001/", "http://127.0.0.1./", "http://①②⑦.0.0.1/",
    "http://localhost/", "http://LOCALHOST/", "http://localhost./", "http://a.localhost/",
    "http://printer/", "http://db.internal/", "http://nas.local/", "http://metadata.google.internal/",
    "http://10.0.0.1/", "http://172.16.0.1/", "http://172.31.255.255/", "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/", "http://100.100.100.200/", "http://100.64.0.1/",
    "http://168.63.129.16/", "http://192.0.0.192/", "http://198.18.0.1/", "http://224.0.0.1/",
    "http://240.0.0.1/", "http://255.255.255.255/", "http://0.1.2.3/", "http://192.0.2.1/",
    "http://[::1]/", "http://[::]/", "http://[0:0:0:0:0:0:0:1]/", "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/", "http://[::7f00:1]/",
    "http://[64:ff9b::127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b:1::1]/",
    "http://[2002:7f00:1::]/", "http://[2002:a9fe:a9fe::]/", "http://[2002:c0a8:101::1]/",
    "http://[2001:0:7f00:1::]/", "http://[2001:db8::1]/", "http://[3fff::1]/",
    "http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[fc00::1]/", "http://[fd00:ec2::254]/",
    "http://[fec0::1]/", "http://[ff02::1]/", "http://[2606:4700::5efe:127.0.0.1]/",
    "http://[100::1]/", "http://[::ffff:0:127.0.0.1]/", "http://[::ffff:169.254.169.254]/",
    "http://user@127.0.0.1/", "http://example.com@127.0.0.1/", "http://example.com:80@127.0.0.1/",
    "http://127.0.0.1#@example.com/", "http://127.0.0.1\\@example.com/", "http://example.com\\.internal/",
    "http://%31%32%37.0.0.1/", "http://127.0.0.1%00.example.com/", "http://exam ple.com/",
    "http://example.com\t/", "http://example.com\r\nHost: inside/", "http:/127.0.0.1/",
    "http:127.0.0.1/",
    "http:///127.0.0.1/", "//127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/", "dict://a.example/",
    "ftp://a.example/x", "http://example.com:22/", "http://example.com:6379/", "http://example.com:0/",
    "http://example.com:99999/", "http://-a.example/", "http://a..example/", "http://.example/",
    "http://[::1", "http://::1/", "http://[127.0.0.1]/", "jar:http://a.example!/x", "data:,x", "",
]  # fmt: skip


@pytest.mark.parametrize("url", HOSTILE)
async def test_hostile_urls_open_no_socket(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """None of them is connected to, even if the resolver is tricked into a public address."""

    def opened(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError("a socket was opened")

    asked: list[str] = []

    async def tricked(host: str, port: int) -> list[Any]:
        asked.append(host)
        return [IPv4Address("127.0.0.1")]

    monkeypatch.setattr(socket.socket, "connect", opened)
    monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", opened, raising=False)
    with pytest.raises(FetchError) as caught:
        await Fetcher(resolve=tricked).fetch(url)
    assert caught.value.code in ("ModelArts.4601", "ModelArts.4603")
    assert asked == []


def test_table_of_hostile_urls_is_long() -> None:
    """At least sixty different ones are tested."""
    assert len(set(HOSTILE)) >= 60


@pytest.mark.parametrize(
    "answer", [["10.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::1"], ["64:ff9b::a00:1"], []]
)
async def test_name_with_one_internal_address_is_refused(answer: list[str]) -> None:
    """Every address of a name is checked, not the first."""

    async def resolve(host: str, port: int) -> list[Any]:
        return [ip_address(item) for item in answer]

    with pytest.raises(FetchError) as caught:
        await Fetcher(resolve=resolve).fetch("http://rebind.example.com/x.png")
    assert caught.value.code == "ModelArts.4603"
    assert all(item not in str(caught.value) for item in answer)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:4700::1111", True), ("64:ff9b::5db8:d822", True),
        ("2002:5db8:d822::1", True), ("::ffff:93.184.216.34", True), ("192.88.99.1", False),
        ("fe80::1%eth0", False), ("2001:2::1", False), ("1::", False),
    ],
)  # fmt: skip
def test_public_addresses(address: str, public: bool) -> None:
    """Tunnels are judged by the embedded address."""
    assert is_public(ip_address(address)) is public


@pytest.mark.parametrize("url", ["https://example.com", "http://a.example.com:8080/x?y=%20#"[:-1]])
def test_ordinary_urls_are_parsed(url: str) -> None:
    """Ordinary URLs are accepted."""
    assert parse_url(url).host.endswith("example.com")


REDIRECTS = {
    "/loop": "/loop",
    "/plain": "/image",
    "/odd": "http://[::1",
    "/inside": "http://127.0.0.1/secret",
}


class Site:
    """A loopback web server in the role of the internet."""

    def __init__(self) -> None:
        self.hosts: list[str] = []

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self.hosts.append(request.headers["Host"])
        path = request.path
        if path == "/image":
            return web.Response(body=b"image")
        if path in REDIRECTS:
            return web.Response(status=302, headers={"Location": REDIRECTS[path]})
        if path == "/big":
            return web.Response(body=bytes(2000))
        if path == "/slow":
            await asyncio.sleep(30)
        if path == "/packed":
            return web.Response(body=b"x", headers={"Content-Encoding": "br"})
        return web.Response(status=404)


async def fetched(path: str, *, scheme: str = "", **options: Any) -> tuple[bytes, Site]:
    """Fetch from the site as if example.com were there and public."""
    site = Site()
    server = web.Server(site.handle, access_log=None)
    listener = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]

    async def resolve(host: str, _: int) -> list[Any]:
        return [IPv4Address("127.0.0.1")]

    def parse(url: str) -> Target:
        # Only the site's own port is new to the rules; all else goes through them.
        plain = url.replace(f":{port}", ":8080")
        target = parse_url(plain)
        # The first address may be of a secure site, which the test does not have.
        given = scheme if scheme and not site.hosts else target.scheme
        return Target(url, given, target.host, port, target.literal)

    try:
        fetcher = Fetcher(resolve=resolve, parse=parse, public=lambda _: True, **options)
        return await fetcher.fetch(f"http://site.example.com:{port}{path}"), site
    finally:
        listener.close()
        await server.shutdown(0.1)


async def test_public_image_is_fetched_from_checked_address() -> None:
    """The connection goes to the pinned address and the Host header names the site."""
    body, site = await fetched("/image")
    assert body == b"image"
    assert site.hosts[0].startswith("site.example.com:")


@pytest.mark.parametrize(
    ("path", "code"),
    [("/loop", "ModelArts.4603"), ("/inside", "ModelArts.4603"), ("/big", "AIS.0103"),
     ("/none", "ModelArts.4603"), ("/packed", "ModelArts.4603"), ("/slow", "ModelArts.4603"),
     ("/odd", "ModelArts.4601")],
)  # fmt: skip
async def test_fetch_is_bounded(path: str, code: str) -> None:
    """Redirects are counted and checked again; size, status, encoding and time are capped."""
    with pytest.raises(FetchError) as caught:
        await fetched(path, max_bytes=1000, timeout=0.2 if path == "/slow" else 10)
    assert caught.value.code == code


async def test_redirect_does_not_lead_from_https_to_http() -> None:
    """An image that was to be fetched over TLS does not come over a line that others can change."""
    assert (await fetched("/plain"))[0] == b"image"
    with pytest.raises(FetchError) as caught:
        await fetched("/plain", scheme="https")
    assert caught.value.code == "ModelArts.4603"
    assert "from https to http" in str(caught.value)


async def test_literal_address_is_fetched_without_a_look_up() -> None:
    """It is judged as any other address, and no resolver is asked."""

    async def resolve(host: str, port: int) -> list[Any]:
        raise AssertionError(host)

    fetcher = Fetcher(resolve=resolve)
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch("http://10.1.2.3/a.png")
    assert caught.value.code == "ModelArts.4603"


async def test_only_the_checked_host_has_an_address() -> None:
    """A library that asks for another one gets none, and so no connection."""
    pinned = _Pinned("site.example.com", [IPv4Address("93.184.216.34")])
    (found,) = await pinned.resolve("site.example.com", 443)
    assert (found["host"], found["port"]) == ("93.184.216.34", 443)
    with pytest.raises(OSError, match="was not checked"):
        await pinned.resolve("other.example.com", 443)


def test_literal_addresses_are_parsed() -> None:
    """A literal is kept as an address and not resolved again."""
    assert parse_url("http://93.184.216.34/").literal == IPv4Address("93.184.216.34")
    assert parse_url("http://[2606:4700::1111]/").literal == IPv6Address("2606:4700::1111")
    with pytest.raises(AddressError):
        parse_url("http://[2606:4700::1111%251]/")


def test_fetching_emulator_refuses_internal_address() -> None:
    """With fetch=True an internal address gets the service's code and is not connected to."""
    with Emulator(engine=None, fetch=True) as emu:
        inner = call(emu, body={"url": "http://169.254.169.254/latest"})
        assert (inner.code, inner.violation["got"]) == (
            "ModelArts.4603",
            "the address is not public",
        )
        odd = call(emu, body={"url": "http://0x7f.1/"})
        assert odd.code == "ModelArts.4601"
        own = call(emu, body={"url": f"{emu.url}/_emulator/files/default/none.png"})
        assert own.code == "ModelArts.4603"


def stop_during_a_look_up(
    monkeypatch: pytest.MonkeyPatch, emu: Emulator, body: dict[str, str] | None = None
) -> bool:
    """Stop an emulator that looks up slow.example.com; return whether it ended meanwhile."""
    asked, responds = threading.Event(), threading.Event()
    real = socket.getaddrinfo

    def look(host: Any, *rest: Any, **more: Any) -> Any:
        if host != "slow.example.com":
            return real(host, *rest, **more)
        asked.set()
        responds.wait(60)
        raise socket.gaierror

    def send_request() -> None:
        with suppress(OSError, HTTPException):
            call(emu, body=body)

    monkeypatch.setattr(socket, "getaddrinfo", look)
    emu.start()
    client = threading.Thread(target=send_request)
    stopper = threading.Thread(target=emu.stop)
    client.start()
    try:
        assert asked.wait(60)
        stopper.start()
        stopper.join(30)
        return not stopper.is_alive()
    finally:
        responds.set()
        stopper.join()
        client.join()


def test_stop_does_not_wait_for_a_look_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that does not respond delays the request, never the end of the emulator."""
    emu = Emulator(engine=None, fetch=True)
    assert stop_during_a_look_up(monkeypatch, emu, {"url": "http://slow.example.com/a.png"})


def test_file_store_is_bounded(emu: Emulator) -> None:
    """Neither one file nor all of them can fill the memory."""
    with pytest.raises(ValueError, match="at most"):
        emu.files.put("big.png", bytes(17 * 1024 * 1024))
    for index in range(16):
        emu.files.put(f"{index}.png", bytes(16 * 1024 * 1024))
    with pytest.raises(ValueError, match="full"):
        emu.files.put("one-more.png", b"x")
    emu.files.put("0.png", b"x")
    emu.files.remove("1.png")
    assert len(emu.files) == 15
