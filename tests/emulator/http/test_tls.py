"""HTTPS with the temporary CA."""

from __future__ import annotations

import http.client
import io
import ssl
import sys
from pathlib import Path

import pytest

from ocr_emulator import cli
from ocr_emulator.emulator import Emulator


def get(emu: Emulator, host: str, context: ssl.SSLContext) -> int:
    connection = http.client.HTTPSConnection(host, emu.port, timeout=60, context=context)
    try:
        connection.request("GET", "/_emulator/health")
        return connection.getresponse().status
    finally:
        connection.close()


def test_client_that_trusts_the_ca_is_served() -> None:
    """The chain is valid for the address and for localhost; files are removed at the end."""
    with Emulator(engine=None, tls=True) as emu:
        assert emu.url.startswith("https://")
        context = ssl.create_default_context(cafile=emu.ca_file)
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        assert get(emu, "127.0.0.1", context) == 200
        assert get(emu, "localhost", context) == 200
        assert Path(str(emu.ca_file)).exists()
    assert not Path(str(emu.ca_file)).exists()


def test_client_that_does_not_trust_the_ca_fails() -> None:
    """The default trust store does not contain the CA, and each emulator has its own."""
    with Emulator(engine=None, tls=True) as emu, Emulator(engine=None, tls=True) as other:
        for context in (
            ssl.create_default_context(),
            ssl.create_default_context(cafile=other.ca_file),
        ):
            with pytest.raises(ssl.SSLCertVerificationError):
                get(emu, "127.0.0.1", context)


def test_missing_tls_package_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra the emulator does not start and names what to install."""
    monkeypatch.setitem(sys.modules, "trustme", None)
    errors = io.StringIO()
    assert cli.run("127.0.0.1", 0, "none", tls=True, stdout=io.StringIO(), stderr=errors) == 3
    assert errors.getvalue().count("\n") == 1
    assert "ocr-wrapper[emulator,tls]" in errors.getvalue()
