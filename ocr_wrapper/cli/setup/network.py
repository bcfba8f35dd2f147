"""Checks of the network: name resolution, connection, TLS, and the server's clock.

Nothing that could be billed or that is secret is sent: a connection is opened and closed, and one
request without credentials asks for the root of the server.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ocr_wrapper.attempts.clock_skew import TOLERANCE
from ocr_wrapper.attempts.http_dates import parse_http_date
from ocr_wrapper.attempts.messages import LOGIN_REFUSED, Failure
from ocr_wrapper.auth.request_builder import build_request
from ocr_wrapper.cli.exit_codes import CONFIGURATION, TRANSPORT
from ocr_wrapper.cli.setup.finding import Finding, timed
from ocr_wrapper.environment import trusted_authorities
from ocr_wrapper.errors import ConfigurationError
from ocr_wrapper.service.endpoints import Endpoint
from ocr_wrapper.transport.settings import Proxy, TransportSettings, parse_proxy
from ocr_wrapper.transport.sync import SyncSession

_DRIFT = 60.0
"""Seconds of difference from which a clock is reported; calls work up to 15 minutes."""

_PORTS = {"http": 80, "https": 443}


@dataclass(slots=True)
class Network:
    """Checks of one server, in their order; what depends on a failed one is skipped."""

    endpoint: Endpoint
    settings: TransportSettings
    timeout: float
    _proxy: Proxy | None = None
    _usable: bool = True
    _tls: ssl.SSLContext | None = field(default=None, repr=False)

    def checks(self) -> Iterator[Finding]:
        """Yield the findings about the server."""
        yield self._settings()
        yield self._resolution()
        yield self._connection()
        if self.endpoint.scheme == "https":
            yield self._handshake()
        yield from self._response()

    @property
    def _name(self) -> str:
        return self.endpoint.host

    @property
    def _peer(self) -> tuple[str, int]:
        """Host and port that a connection is opened to: the server, or the proxy."""
        if self._proxy is not None:
            return self._proxy.host.strip("[]"), self._proxy.port
        name, _, port = self.endpoint.host.rpartition(":")
        if not port.isdigit():
            name, port = self.endpoint.host, ""
        return name.strip("[]"), int(port or _PORTS[self.endpoint.scheme])

    def _settings(self) -> Finding:
        """Check the proxy of the environment and the trusted authorities."""
        with timed(f"proxy and authorities for {self._name}") as finding:
            try:
                proxy = self.settings.proxy_for(self.endpoint.scheme, self._name)
                self._proxy = None if proxy is None else parse_proxy(proxy)
                if self.endpoint.scheme == "https":
                    self._tls = self.settings.context()
            except ConfigurationError as error:
                self._usable = False
                finding.fail(
                    str(error),
                    "Check HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR.",
                    CONFIGURATION,
                )
                return finding
            through = "no proxy" if self._proxy is None else f"proxy {self._proxy.address}"
            file, folder = trusted_authorities()
            trusted = file or folder or "the package certifi"
            finding.detail = f"{through}; authorities of {trusted}"
            if self.endpoint.scheme == "http":
                finding.detail = "plain http to this machine, without proxy and TLS"
        return finding

    def _resolution(self) -> Finding:
        """Look up the addresses of the server, or of the proxy."""
        host, port = self._peer
        with timed(f"name resolution of {host}") as finding:
            if not self._usable:
                finding.skip("the settings above cannot be used")
                return finding
            found = _resolve(host, port, self.timeout)
            if isinstance(found, str):
                self._usable = False
                finding.fail(
                    found,
                    "Check the DNS servers of this machine, the VPN, and the spelling of the "
                    "region, endpoint or proxy.",
                    TRANSPORT,
                )
            else:
                finding.detail = ", ".join(found[:4])
        return finding

    def _connection(self) -> Finding:
        """Open a TCP connection and close it."""
        host, port = self._peer
        with timed(f"connection to {host} port {port}") as finding:
            if not self._usable:
                finding.skip("the name has no address")
                return finding
            try:
                socket.create_connection((host, port), self.timeout).close()
                finding.detail = "opened"
            except OSError as error:
                self._usable = False
                finding.fail(
                    f"not opened ({_reason(error)})",
                    "Check firewall and security group for outgoing connections, or set "
                    "HTTPS_PROXY if this network needs a proxy."
                    if self._proxy is None and self.endpoint.scheme == "https"
                    else "Check that the server or proxy runs at this address.",
                    TRANSPORT,
                )
        return finding

    def _handshake(self) -> Finding:
        """Open a TLS connection directly; through a proxy, the request below does so."""
        with timed(f"TLS with {self._name}") as finding:
            if not self._usable or self._tls is None:
                finding.skip("there is no connection")
            elif self._proxy is not None:
                finding.skip("through the proxy it is checked with the request below")
            else:
                self._shake(finding, self._tls)
        return finding

    def _shake(self, finding: Finding, context: ssl.SSLContext) -> None:
        host, port = self._peer
        try:
            with (
                socket.create_connection((host, port), self.timeout) as plain,
                context.wrap_socket(plain, server_hostname=host) as wrapped,
            ):
                finding.detail = f"{wrapped.version()}, {_describe(wrapped.getpeercert())}"
        except ssl.SSLCertVerificationError as error:
            self._usable = False
            finding.fail(
                f"the certificate is not trusted ({error.verify_message})",
                "If a proxy or company gateway opens TLS connections, set SSL_CERT_FILE to a file "
                "with its authority; otherwise somebody else answers in the place of this server.",
                TRANSPORT,
            )
        except (ssl.SSLError, OSError) as error:
            self._usable = False
            finding.fail(
                f"not agreed on ({_reason(error)})",
                "Check that nothing in between interferes, and that the port speaks TLS.",
                TRANSPORT,
            )

    def _response(self) -> Iterator[Finding]:
        """Ask for the root of the server, as a client would, and read the server's clock."""
        date = ""
        with timed(f"response of {self._name}") as finding:
            if not self._usable:
                finding.skip("there is no connection")
            else:
                date = self._ask(finding)
        yield finding
        with timed(f"clock, compared with {self._name}") as clock:
            _compare_clocks(clock, date, finding.seconds)
        yield clock

    def _ask(self, finding: Finding) -> str:
        session = SyncSession(self.settings)
        try:
            request = build_request("GET", self.endpoint, "/")
            reply = session.send(request, time.monotonic() + self.timeout)
        finally:
            session.close()
        if isinstance(reply, Failure):
            self._usable = False
            detail = f"none ({reply.kind}: {reply.reason})"
            cure = "Check the proxy, and that the endpoint is an HTTP server."
            if reply.reason in LOGIN_REFUSED:
                detail = f"{detail}: the proxy wants a user and a password"
                cure = "Give them in HTTPS_PROXY: http://user:password@host:port."
            finding.fail(detail, cure, TRANSPORT)
            return ""
        finding.detail = f"HTTP {reply.status} to a request without credentials"
        return reply.headers.get("date", "")


def _compare_clocks(finding: Finding, date: str, travel: float) -> None:
    """Compare this machine's clock with the date of a response."""
    server = parse_http_date(date)
    if server is None:
        finding.skip("no response with a date")
        return
    # A date has whole seconds, and the response was on its way for a part of `travel`.
    ahead = server.timestamp() - time.time()
    blur = 1.0 + travel
    size = max(0.0, abs(ahead) - blur)
    where = "behind" if ahead > 0 else "ahead of"
    if size < _DRIFT:
        finding.detail = "equal" if size == 0 else f"{size:.0f} s {where} the server's"
        return
    finding.warn(
        f"{size:.0f} s {where} the server's",
        "Synchronize the clock of this machine (NTP). "
        + (
            "Signatures are refused; the client corrects that once for each refusal, at the cost "
            "of a request."
            if size > TOLERANCE
            else "Signatures are refused from 15 minutes on."
        ),
    )


def _resolve(host: str, port: int, timeout: float) -> list[str] | str:
    """Return the addresses of a host, or why there are none."""
    found: list[str] = []
    failures: list[str] = []

    def look_up() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(row[4][0]) for row in rows))
        except (OSError, UnicodeError) as error:
            failures.append(f"no address ({_reason(error)})")

    # The system's resolver has time limits of its own and cannot be interrupted.
    thread = threading.Thread(target=look_up, name="hwocr-resolve", daemon=True)
    thread.start()
    thread.join(timeout)
    if found:
        return found
    return failures[0] if failures else f"no response of the resolver in {timeout:.0f} s"


def _reason(error: Exception) -> str:
    """Return the cause of a system error in words."""
    text = getattr(error, "strerror", None) or getattr(error, "reason", None)
    return str(text or type(error).__name__)


def _describe(certificate: Any) -> str:
    """Return issuer and end of a certificate."""
    if not certificate:
        return "no certificate"
    issuer = dict(pair for group in certificate.get("issuer", ()) for pair in group)
    name = issuer.get("organizationName") or issuer.get("commonName") or "an unnamed authority"
    return f"certificate of {name}, valid until {certificate.get('notAfter', 'an unknown date')}"
