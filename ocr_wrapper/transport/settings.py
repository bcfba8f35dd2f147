"""Transport settings: proxy, trusted authorities, client certificate, limits.

Invalid settings are refused when a client is created, before a key or an image is sent.
"""

from __future__ import annotations

import os
import re
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from ocr_wrapper import environment
from ocr_wrapper.errors import ConfigurationError

if TYPE_CHECKING:
    import httpx

CONNECT_TIMEOUT = 10.0
"""Seconds to open one connection; after that the attempt fails and may be retried."""

Certificate: TypeAlias = str | os.PathLike[str] | tuple[str, str] | tuple[str, str, str]
"""A file with certificate and key, or both apart, with the key's password as a third."""

_DEFAULT_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
_PROXY = re.compile(
    r"(?P<scheme>https?|socks5h?)://"
    r"(?:(?P<user>[^@/?#\s:]*)(?::(?P<password>[^@/?#\s]*))?@)?"
    r"(?P<host>[0-9a-z](?:[0-9a-z._-]*[0-9a-z])?|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?/?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Proxy:
    """Address of a proxy, in its parts."""

    scheme: Literal["http", "https", "socks5", "socks5h"]
    host: str
    port: int
    user: str | None = field(default=None, repr=False)
    password: str = field(default="", repr=False)

    @property
    def address(self) -> str:
        """The address without user and password."""
        return f"{self.scheme}://{self.host}:{self.port}"


def parse_proxy(text: str) -> Proxy:
    """Read an address such as `http://user:password@host:port`.

    Raises:
        ConfigurationError: It is anything else. The text is not quoted: it may hold a password.
    """
    from urllib.parse import unquote

    found = _PROXY.fullmatch(text) if isinstance(text, str) else None
    if found is None or ".." in found["host"]:
        raise ConfigurationError("The proxy is not a usable address: give http://host:port.")
    scheme = cast("Literal['http', 'https', 'socks5', 'socks5h']", found["scheme"].lower())
    port = int(found["port"] or _DEFAULT_PORTS[scheme])
    if not 0 < port < 1 << 16:
        raise ConfigurationError("The port of the proxy is out of range: give 1 to 65535.")
    user = None if found["user"] is None else unquote(found["user"])
    password = unquote(found["password"] or "")
    if scheme.startswith("socks") and max(len((user or "").encode()), len(password.encode())) > 255:
        raise ConfigurationError(
            "User or password of the proxy is too long: SOCKS has room for 255 bytes each."
        )
    return Proxy(scheme, found["host"].lower(), port, user, password)


@dataclass(frozen=True, slots=True)
class TransportSettings:
    """Settings of connections."""

    proxy: str | None = field(default=None, repr=False)
    """Address of a proxy, which may hold a password."""

    verify: bool | str | os.PathLike[str] | ssl.SSLContext = True
    """Authorities to trust: the usual ones, a file of certificates, a folder of them named as
    OpenSSL looks for them, or a context."""

    cert: Certificate | None = field(default=None, repr=False)
    """Client certificate: a file, or certificate, key and password."""

    trust_env: bool = True
    """Whether the proxy variables of the environment are used."""

    transport: httpx.BaseTransport | httpx.AsyncBaseTransport | str | None = None
    """An httpx transport that the caller made, used for everything, or `"aiohttp"`."""

    max_connections: int = 100
    """Open connections at a time; a further call waits for one, within its deadline."""

    def __post_init__(self) -> None:
        if self.verify is False:
            raise ConfigurationError(
                "verify=False would send keys and images to any server: give the file of the "
                "authority that signed the server's certificate instead."
            )
        if not isinstance(self.verify, (bool, str, os.PathLike, ssl.SSLContext)):
            raise ConfigurationError(
                f"verify is a {type(self.verify).__name__}: give True, a file or folder of trusted "
                "authorities, or a TLS context."
            )
        if isinstance(self.transport, str) and self.transport != "aiohttp":
            raise ConfigurationError('transport is text: give an httpx transport or "aiohttp".')
        if not isinstance(self.max_connections, int) or self.max_connections < 1:
            raise ConfigurationError("max_connections is not a number of 1 or more: give one.")
        if self.proxy is not None:
            parse_proxy(self.proxy)

    def context(self) -> ssl.SSLContext:
        """Return the TLS context.

        Raises:
            ConfigurationError: Files cannot be loaded.
        """
        try:
            if isinstance(self.verify, ssl.SSLContext):
                context = self.verify
            elif isinstance(self.verify, bool):
                context = self._usual_context()
            else:
                folder = Path(self.verify).is_dir()
                context = ssl.create_default_context(
                    cafile=None if folder else self.verify,
                    capath=self.verify if folder else None,
                )
            if isinstance(self.cert, tuple):
                context.load_cert_chain(*self.cert)
            elif self.cert is not None:
                context.load_cert_chain(self.cert)
        except (OSError, ssl.SSLError) as error:
            raise ConfigurationError(
                f"The certificates cannot be loaded ({type(error).__name__}): check the paths "
                "given with verify= and cert=, and that they are PEM files."
            ) from None
        return context

    def _usual_context(self) -> ssl.SSLContext:
        """Return a context that trusts the environment's authorities, else those of certifi."""
        file, folder = environment.trusted_authorities() if self.trust_env else (None, None)
        if file is None and folder is None:
            # Comes with httpcore.
            import certifi

            file = certifi.where()
        return ssl.create_default_context(cafile=file, capath=None if file else folder)

    def proxy_for(self, scheme: str, host: str) -> str | None:
        """Return the address of the proxy for a host.

        Plain http is for loopback alone, and must not pass a proxy on its way there.
        """
        if scheme == "http":
            return None
        if self.proxy is not None or not self.trust_env:
            return self.proxy
        return environment.proxy_for(host)
