"""Fonts of drawn cards, by script and style, from Debian's packages.

A card is drawn with a font of its seed's choice, so that recognition is not measured on a single
design of letters. Fonts are on no package index for Python: a missing one is reported with the
packages to install.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont, features

PACKAGES = (
    "fonts-dejavu-core fonts-dejavu-extra fonts-liberation fonts-ocr-b fonts-droid-fallback "
    "fonts-noto-core fonts-thai-tlwg fonts-khmeros fonts-sil-padauk "
    "libfribidi0"
)
_FOLDER = Path("/usr/share/fonts")
_HAN = "truetype/droid/DroidSansFallbackFull.ttf"
_DEJAVU, _LIBERATION = "truetype/dejavu/", "truetype/liberation/"
_FAMILIES: dict[str, tuple[tuple[str, str], ...]] = {
    "latin": (
        (f"{_DEJAVU}DejaVuSans.ttf", f"{_DEJAVU}DejaVuSans-Bold.ttf"),
        (f"{_DEJAVU}DejaVuSansCondensed.ttf", f"{_DEJAVU}DejaVuSansCondensed-Bold.ttf"),
        (f"{_LIBERATION}LiberationSans-Regular.ttf", f"{_LIBERATION}LiberationSans-Bold.ttf"),
        (
            f"{_LIBERATION}LiberationSansNarrow-Regular.ttf",
            f"{_LIBERATION}LiberationSansNarrow-Bold.ttf",
        ),
    ),
    # Fonts that have the marks of Vietnamese tones.
    "vietnamese": (
        (f"{_DEJAVU}DejaVuSans.ttf", f"{_DEJAVU}DejaVuSans-Bold.ttf"),
        (f"{_DEJAVU}DejaVuSansCondensed.ttf", f"{_DEJAVU}DejaVuSansCondensed-Bold.ttf"),
        ("truetype/noto/NotoSans-Regular.ttf", "truetype/noto/NotoSans-Bold.ttf"),
    ),
    "thai": (
        ("truetype/tlwg/Garuda.ttf", "truetype/tlwg/Garuda-Bold.ttf"),
        ("truetype/tlwg/Loma.ttf", "truetype/tlwg/Loma-Bold.ttf"),
        ("truetype/tlwg/Norasi.ttf", "truetype/tlwg/Norasi-Bold.ttf"),
        ("truetype/tlwg/Waree.ttf", "truetype/tlwg/Waree-Bold.ttf"),
    ),
    # Plates have letters of even strokes.
    "thai plate": (
        ("truetype/tlwg/Garuda.ttf", "truetype/tlwg/Garuda-Bold.ttf"),
        ("truetype/tlwg/Loma.ttf", "truetype/tlwg/Loma-Bold.ttf"),
        ("truetype/tlwg/Waree.ttf", "truetype/tlwg/Waree-Bold.ttf"),
    ),
    "khmer": (
        ("truetype/khmeros/KhmerOS.ttf", "truetype/khmeros/KhmerOSmuollight.ttf"),
        ("truetype/khmeros/KhmerOSsys.ttf", "truetype/khmeros/KhmerOSmuollight.ttf"),
        ("truetype/khmeros/KhmerOSsiemreap.ttf", "truetype/khmeros/KhmerOSmuol.ttf"),
        ("truetype/khmeros/KhmerOScontent.ttf", "truetype/khmeros/KhmerOSbokor.ttf"),
    ),
    "burmese": (
        ("truetype/padauk/Padauk-Regular.ttf", "truetype/padauk/Padauk-Bold.ttf"),
        ("truetype/padauk/PadaukBook-Regular.ttf", "truetype/padauk/PadaukBook-Bold.ttf"),
    ),
    "han": ((_HAN, _HAN),),
    "zone": (("opentype/ocr-b/OCRB.otf", "opentype/ocr-b/OCRB.otf"),),
}
_SHAPED = ("thai", "thai plate", "khmer", "burmese")
"""Scripts whose letters change with their neighbours: they need the complex layout engine."""


class MissingFontError(SystemExit):
    """Raised when a font of the drawings is not installed; ends a command with the message."""


def require_shaping() -> None:
    """Check that Pillow can shape letters; without it, it draws their marks beside them.

    Raises:
        MissingFontError: A library is missing.
    """
    if not features.check("raqm"):
        raise MissingFontError(f"Pillow cannot shape letters. Install: apt-get install {PACKAGES}")


@dataclass(frozen=True, slots=True)
class Family:
    """A regular and a bold font of one script."""

    script: str
    regular: str
    bold: str

    def font(self, pixels: float, *, bold: bool = False) -> ImageFont.FreeTypeFont:
        """Load the font in a size of pixels."""
        return _load(self.bold if bold else self.regular, round(pixels, 1), self.script in _SHAPED)


def family(script: str, rng: random.Random) -> Family:
    """Choose a family of fonts of a script."""
    return Family(script, *rng.choice(_FAMILIES[script]))


@lru_cache(maxsize=256)
def _load(path: str, pixels: float, shaped: bool) -> ImageFont.FreeTypeFont:
    if shaped:
        require_shaping()
    layout = ImageFont.Layout.RAQM if shaped else ImageFont.Layout.BASIC
    try:
        return ImageFont.truetype(_FOLDER / path, pixels, layout_engine=layout)
    except OSError:
        message = f"The font {path} is missing. Install: apt-get install {PACKAGES}"
        raise MissingFontError(message) from None
