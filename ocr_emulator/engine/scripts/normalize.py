"""Unicode normalization of recognized text: one spelling for what looks the same.

Recognition goes by the shape. Where two sequences of code points look alike, the one that people
type is returned, so that a search finds it.
"""

from __future__ import annotations

import re
import unicodedata

# Sara am is typed as one character; the recognizer sees its circle and its stroke, with a tone
# mark between them or before.
_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32|([\u0e48-\u0e4b])\u0e4d\u0e32")
# Two sara e look like sara ae.
_SARA_AE = re.compile("\u0e40\u0e40")
_BLANKS = re.compile(r"\s+")


def normalized(text: str) -> str:
    """Return the text as it is typed: composed (NFC), single blanks."""
    text = unicodedata.normalize("NFC", text)
    text = _SARA_AM.sub(lambda match: f"{match[1] or match[2] or ''}\u0e33", text)
    text = _SARA_AE.sub("\u0e41", text)
    return _BLANKS.sub(" ", text).strip()
