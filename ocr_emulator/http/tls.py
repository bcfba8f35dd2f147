"""Temporary certificate authority for HTTPS.

Tests of a client's TLS settings need a server whose certificate it can trust. trustme makes
the authority and its certificates at each start; what has to be a file stays in a temporary
folder until the emulator stops.
"""

from __future__ import annotations

import shutil
import ssl
import tempfile
from pathlib import Path

from ocr_emulator.extras import require


class Authority:
    """A CA with one server certificate for a host, `localhost` and the loopback addresses.

    Raises `MissingExtraError` when trustme is not installed.
    """

    def __init__(self, host: str) -> None:
        require("tls")
        import trustme

        authority = trustme.CA(organization_name="OCR emulator")
        names = dict.fromkeys((host, "localhost", "127.0.0.1", "::1"))
        self._certificate = authority.issue_cert(*names)
        self._folder = Path(tempfile.mkdtemp(prefix="ocr-emulator-"))
        self.ca_file = self._folder / "ca.pem"
        """PEM file with the CA's certificate, which a client has to trust."""
        authority.cert_pem.write_to_path(self.ca_file)

    def __repr__(self) -> str:
        return f"<Authority {self.ca_file}>"

    def server_context(self) -> ssl.SSLContext:
        """Return the TLS context of a server (TLS 1.2 and newer)."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._certificate.configure_cert(context)
        return context

    def close(self) -> None:
        """Remove the files."""
        shutil.rmtree(self._folder, ignore_errors=True)
