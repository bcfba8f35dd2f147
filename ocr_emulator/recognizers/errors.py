"""The one way in which a recognizer refuses a picture."""

from __future__ import annotations


class RecognitionError(Exception):
    """Refuse a picture with one of the vendor's codes; `detail` says why, without its content."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code
