"""Draw the example images: data pages of passports, a receipt, a mixed page.

Everything on them is invented. The fonts are Debian's fonts-ocr-b, fonts-dejavu-core and
fonts-droid-fallback; all three may be used for images without conditions. Only the
images are kept in the repository, so that the fonts are not needed to run the examples.

    python -m scripts.draw_samples examples/images
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from ocr_emulator.engine.mrz.zone import check_digit

OCR_B = "/usr/share/fonts/opentype/ocr-b/OCRB.otf"
SANS = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
BOLD = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"
MONO = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"
HAN = "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf"
PACKAGES = "fonts-ocr-b fonts-dejavu-core fonts-droid-fallback"

INK = (28, 30, 46)
_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Holder:
    """The data of a passport; dates are YYMMDD as in the machine-readable zone."""

    state: str
    surname: str
    given: str
    number: str
    birth: str
    sex: str
    expiry: str
    optional: str = ""

    def zone(self) -> tuple[str, str]:
        """Compose the two machine-readable lines with their check digits."""
        name = f"{self.surname.replace(' ', '<')}<<{self.given.replace(' ', '<')}"
        first = f"P<{self.state:<<3}{name}"[:44].ljust(44, "<")
        number = self.number.ljust(9, "<")
        second = f"{number}{check_digit(number)}{self.state:<<3}"
        second += f"{self.birth}{check_digit(self.birth)}{self.sex}"
        second += f"{self.expiry}{check_digit(self.expiry)}"
        extra = self.optional.ljust(14, "<")
        second += extra + (check_digit(extra) if self.optional else "<")
        return first, second + check_digit(second[0:10] + second[13:20] + second[21:43])


def font(path: str, size: float) -> ImageFont.FreeTypeFont:
    """Load a font, or exit with the names of the packages that contain it."""
    try:
        return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
    except OSError:
        raise SystemExit(f"{path} is missing. Install: apt-get install {PACKAGES}") from None


def passport(holder: Holder, scale: float = 10.0) -> Image.Image:
    """Draw a data page of 125 by 88 mm (ICAO 9303 part 4) at `scale` pixels a millimetre."""

    def px(millimetres: float) -> int:
        return round(millimetres * scale)

    page = Image.new("RGB", (px(125), px(88)), (238, 241, 233))
    draw = ImageDraw.Draw(page)
    for ring in range(12):
        # A ground like a passport's, pale enough not to matter.
        box = (px(30 + 4 * ring), px(4 + 2 * ring), px(112 - 2 * ring), px(62 - ring))
        draw.ellipse(box, outline=(222, 230, 224), width=max(1, px(0.2)))
    _portrait(draw, px)
    label, value = font(SANS, px(1.9)), font(SANS, px(3.0))
    draw.text((px(6), px(4.5)), "UTOPIA", font=font(BOLD, px(4.2)), fill=(44, 78, 104))
    draw.text((px(60), px(5)), "PASSPORT", font=font(BOLD, px(3.6)), fill=(44, 78, 104))
    entries = (
        (41, 12, "Type", "P"),
        (58, 12, "Code of issuing state", holder.state),
        (90, 12, "Passport No.", holder.number),
        (41, 20, "Surname", holder.surname),
        (41, 28, "Given names", holder.given),
        (41, 36, "Nationality", "UTOPIAN"),
        (41, 44, "Date of birth", _printed(holder.birth)),
        (82, 44, "Sex", holder.sex),
        (41, 52, "Date of expiry", _printed(holder.expiry)),
        (82, 52, "Authority", "REGISTRY OF UTOPIA"),
    )
    for x, y, name, text in entries:
        draw.text((px(x), px(y)), name, font=label, fill=(92, 104, 120))
        draw.text((px(x), px(y + 2.6)), text, font=value, fill=INK)
    draw.rectangle((0, px(64.8), page.width, page.height), fill=(246, 247, 243))
    # Type of one width, 2.54 mm a character; both lines in the zone's 23.2 mm.
    type_ = font(OCR_B, px(3.55))
    for line, base in zip(holder.zone(), (72.1, 78.6), strict=True):
        for place, character in enumerate(line):
            middle = (6.0 + 2.54 * (place + 0.5)) * scale
            draw.text((middle, px(base)), character, font=type_, fill=INK, anchor="ms")
    return page


def _portrait(draw: ImageDraw.ImageDraw, px: Callable[[float], int]) -> None:
    draw.rectangle((px(6), px(13), px(36), px(52)), fill=(206, 214, 218))
    draw.ellipse((px(14.5), px(19), px(27.5), px(35)), fill=(150, 158, 166))
    draw.pieslice((px(8.5), px(36), px(33.5), px(68)), 180, 360, fill=(150, 158, 166))


def _printed(zone_date: str) -> str:
    return f"{zone_date[4:6]} {_MONTHS[int(zone_date[2:4]) - 1]} {zone_date[0:2]}"


def receipt() -> Image.Image:
    """Draw a shop's receipt."""
    page = Image.new("RGB", (560, 860), (250, 250, 247))
    draw = ImageDraw.Draw(page)
    mono, bold = font(MONO, 22), font(BOLD, 30)
    draw.text((280, 40), "HARBOUR CORNER SHOP", font=bold, fill=INK, anchor="mm")
    for y, text in ((82, "14 Lantern Street, Port Ember"), (112, "Tel. 0100 555 0142")):
        draw.text((280, y), text, font=font(SANS, 20), fill=INK, anchor="mm")
    draw.text((40, 150), "Receipt 004718", font=mono, fill=INK)
    draw.text((520, 150), "2025-03-14 17:42", font=mono, fill=INK, anchor="ra")
    draw.line((40, 190, 520, 190), fill=INK, width=2)
    items = (
        ("2 x Rye bread", "7.80"),
        ("1 x Olive oil 0.5 l", "11.25"),
        ("6 x Free range eggs", "4.14"),
        ("1 x Mountain cheese", "9.60"),
        ("3 x Blood orange", "2.97"),
        ("1 x Green tea", "5.40"),
        ("4 x Sparkling water", "3.96"),
    )
    y = 212
    for name, price in items:
        draw.text((40, y), name, font=mono, fill=INK)
        draw.text((520, y), price, font=mono, fill=INK, anchor="ra")
        y += 44
    draw.line((40, y + 6, 520, y + 6), fill=INK, width=2)
    sums = (("Subtotal", "45.12"), ("Tax 8 %", "3.61"), ("TOTAL EUR", "48.73"))
    for name, price in sums:
        y += 40
        heavy = font(BOLD, 26) if name.startswith("TOTAL") else mono
        draw.text((40, y), name, font=heavy, fill=INK)
        draw.text((520, y), price, font=heavy, fill=INK, anchor="ra")
    draw.text((40, y + 66), "Paid by card  **** 2291", font=mono, fill=INK)
    draw.text((280, y + 130), "Thank you, come again!", font=mono, fill=INK, anchor="mm")
    return page


MIXED = (
    (40, "城市图书馆使用指南"),
    (34, "City Library: a guide for visitors"),
    (28, "图书馆每天上午九点开门，晚上八点关门。"),
    (26, "The library opens at 9 in the morning and closes at 8."),
    (28, "读者凭借书证可以借阅十本图书，期限三十天。"),
    (26, "A reader's card lends ten books for thirty days."),
    (28, "如需帮助，请拨打电话 0100-555-0177。"),
    (26, "For help write to desk@library.example or call 0100-555-0177."),
    (28, "二楼阅览室有 120 个座位，提供无线网络 WiFi。"),
    (26, "The reading room has 120 seats and free WiFi."),
)
"""Size and text of each line of the mixed page."""


def mixed() -> Image.Image:
    """Draw a page of Chinese and English lines."""
    page = Image.new("RGB", (1000, 760), (255, 255, 255))
    draw = ImageDraw.Draw(page)
    y = 50
    for size, text in MIXED:
        write(draw, (70, y + size), text, size)
        y += size + 34
    return page


def write(draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int) -> None:
    """Write a line from a point on its baseline; the Chinese face has no Latin letters."""
    x, y = at
    for latin, group in itertools.groupby(text, key=lambda c: c < "\u0250"):
        face, part = font(SANS if latin else HAN, size), "".join(group)
        draw.text((x, y), part, font=face, fill=INK, anchor="ls")
        x += face.getlength(part)


EXAMPLE = Holder(
    state="UTO",
    surname="LINDQVARN",
    given="MARISKA ELOWEN",
    number="K4R829157",
    birth="870416",
    sex="F",
    expiry="330908",
    optional="70215638",
)
"""The invented holder of the example passport."""


FOLDER = (
    EXAMPLE,
    Holder("UTO", "ABERGEL", "TOMAS", "M7T401268", "790211", "M", "260818"),
    Holder("UTO", "OYELARAN", "SADE", "R2P660934", "941130", "F", "251102"),
    Holder("UTO", "PETRAKIS", "NIKOS ANDREAS", "C9H357721", "680905", "M", "261120"),
)
"""The invented holders of the folder of passports, which the tutorial reads."""


def save(image: Image.Image, path: Path) -> None:
    """Write a small PNG: the images have few colours."""
    image.quantize(96, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        path, optimize=True
    )


def main(folder: Path) -> None:
    """Write passport.png, receipt.png, mixed.png and the folder passports into a folder."""
    (folder / "passports").mkdir(parents=True, exist_ok=True)
    save(passport(EXAMPLE), folder / "passport.png")
    save(receipt(), folder / "receipt.png")
    save(mixed(), folder / "mixed.png")
    for holder in FOLDER:
        save(passport(holder, scale=8.0), folder / "passports" / f"{holder.surname.lower()}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "examples/images"))
