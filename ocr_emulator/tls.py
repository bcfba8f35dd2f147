"""HTTPS with a throw-away certificate authority, for tests of a client's TLS settings.

A CA and a server certificate are made at each start and live in a temporary folder
until the emulator stops. They are valid by real time, whatever the emulator's clock says:
the other side checks them by its own.
"""

from __future__ import annotations

import base64
import ipaddress
import secrets
import shutil
import ssl
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ocr_emulator import curve

__all__ = ["Authority"]

_DAYS = 2

# DER of the object identifiers used (RFC 5280, RFC 5480).
_EC_KEY = bytes.fromhex("06072a8648ce3d0201")
_P256 = bytes.fromhex("06082a8648ce3d030107")
_ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
_COMMON_NAME = bytes.fromhex("0603550403")
_BASIC_CONSTRAINTS = bytes.fromhex("0603551d13")
_KEY_USAGE = bytes.fromhex("0603551d0f")
_EXTENDED_USAGE = bytes.fromhex("0603551d25")
_ALT_NAME = bytes.fromhex("0603551d11")
_SUBJECT_KEY = bytes.fromhex("0603551d0e")
_AUTHORITY_KEY = bytes.fromhex("0603551d23")
_SERVER_AUTH = bytes.fromhex("06082b06010505070301")
_TRUE = b"\x01\x01\xff"


def _der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + body


def _integer(value: int) -> bytes:
    return _der(0x02, value.to_bytes(value.bit_length() // 8 + 1))


def _name(text: str) -> bytes:
    return _der(0x30, _der(0x31, _der(0x30, _COMMON_NAME, _der(0x0C, text.encode()))))


def _time(moment: datetime) -> bytes:
    return _der(0x17, moment.strftime("%y%m%d%H%M%SZ").encode())


def _pem(kind: str, data: bytes) -> str:
    text = base64.encodebytes(data).decode().replace("\n", "")
    lines = [text[i : i + 64] for i in range(0, len(text), 64)]
    return f"-----BEGIN {kind}-----\n" + "\n".join(lines) + f"\n-----END {kind}-----\n"


def _key_id(point: bytes) -> bytes:
    from hashlib import sha256

    return sha256(point).digest()[:20]


def _extension(identifier: bytes, value: bytes, *, critical: bool = False) -> bytes:
    return _der(0x30, identifier, _TRUE if critical else b"", _der(0x04, value))


def _certificate(
    subject: str, issuer: str, point: bytes, issuer_key: int, issuer_point: bytes, extra: bytes
) -> bytes:
    now = datetime.now(UTC)
    extensions = (
        extra
        + _extension(_SUBJECT_KEY, _der(0x04, _key_id(point)))
        + _extension(_AUTHORITY_KEY, _der(0x30, _der(0x80, _key_id(issuer_point))))
    )
    body = _der(
        0x30,
        _der(0xA0, _integer(2)),
        _integer(secrets.randbits(120)),
        _ECDSA_SHA256,
        _name(issuer),
        _der(0x30, _time(now - timedelta(days=1)), _time(now + timedelta(days=_DAYS))),
        _name(subject),
        _der(0x30, _der(0x30, _EC_KEY, _P256), _der(0x03, b"\0", point)),
        _der(0xA3, _der(0x30, extensions)),
    )
    r, s = curve.sign(issuer_key, body)
    signature = _der(0x03, b"\0", _der(0x30, _integer(r), _integer(s)))
    return _der(0x30, body, _ECDSA_SHA256, signature)


def _private(key: int, point: bytes) -> bytes:
    return _der(
        0x30,
        _integer(1),
        _der(0x04, key.to_bytes(32)),
        _der(0xA0, _P256),
        _der(0xA1, _der(0x03, b"\0", point)),
    )


def _alternatives(host: str) -> bytes:
    names, addresses = {"localhost"}, {"127.0.0.1", "::1"}
    try:
        addresses.add(str(ipaddress.ip_address(host)))
    except ValueError:
        names.add(host)
    return _der(
        0x30,
        *(_der(0x82, name.encode("idna")) for name in sorted(names)),
        *(_der(0x87, ipaddress.ip_address(item).packed) for item in sorted(addresses)),
    )


class Authority:
    """A CA with one server certificate for a host, `localhost` and the loopback addresses."""

    def __init__(self, host: str) -> None:
        ca_key, key = curve.generate(), curve.generate()
        ca_point, point = curve.public_point(ca_key), curve.public_point(key)
        name = f"OCR emulator throw-away CA {secrets.token_hex(4)}"
        ca_extra = _extension(_BASIC_CONSTRAINTS, _der(0x30, _TRUE), critical=True) + _extension(
            _KEY_USAGE, bytes.fromhex("03020106"), critical=True
        )
        extra = (
            _extension(_BASIC_CONSTRAINTS, _der(0x30), critical=True)
            + _extension(_KEY_USAGE, bytes.fromhex("03020780"), critical=True)
            + _extension(_EXTENDED_USAGE, _der(0x30, _SERVER_AUTH))
            + _extension(_ALT_NAME, _alternatives(host))
        )
        self._folder = Path(tempfile.mkdtemp(prefix="ocr-emulator-"))
        self.ca_file = self._folder / "ca.pem"
        """PEM file with the CA's certificate: what a client has to trust."""
        self.ca_file.write_text(
            _pem("CERTIFICATE", _certificate(name, name, ca_point, ca_key, ca_point, ca_extra))
        )
        self._chain = self._folder / "server.pem"
        # mkdtemp made the folder for this user alone; the key inherits that.
        self._chain.write_text(
            _pem("EC PRIVATE KEY", _private(key, point))
            + _pem("CERTIFICATE", _certificate(host, name, point, ca_key, ca_point, extra))
        )

    def __repr__(self) -> str:
        return f"<Authority {self.ca_file}>"

    def server_context(self) -> ssl.SSLContext:
        """Return the context that a server listens with (TLS 1.2 and newer)."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._chain)
        return context

    def close(self) -> None:
        """Remove the files."""
        shutil.rmtree(self._folder, ignore_errors=True)
