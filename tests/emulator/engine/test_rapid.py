"""The built-in engine on the example images: text, coordinates, side effects."""

from __future__ import annotations

import logging
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr_emulator.engine.base import Engine, EngineUnavailableError
from ocr_emulator.engine.geometry import direction
from ocr_emulator.recognizers.base import Recognized, Result, recognized
from ocr_emulator.recognizers.general_text import recognize_general_text
from ocr_emulator.recognizers.passports.passport import recognize_passport
from tests.paths import IMAGES

pytestmark = pytest.mark.engine
LINE1 = "P<UTOLINDQVARN<<MARISKA<ELOWEN<<<<<<<<<<<<<<"
LINE2 = "K4R8291579UTO8704164F330908170215638<<<<<<46"


@pytest.fixture(scope="module")
def passport() -> Image.Image:
    with Image.open(IMAGES / "passport.png") as image:
        return image.convert("RGB")


@pytest.fixture(scope="module")
def receipt() -> Image.Image:
    with Image.open(IMAGES / "receipt.png") as image:
        return image.convert("RGB")


def fields(found: Result | Recognized) -> dict[str, Any]:
    """Return a result as it is sent."""
    return cast("dict[str, Any]", recognized(found).result)


def test_implements_engine_protocol(engine: object) -> None:
    """The class implements the protocol."""
    assert isinstance(engine, Engine)


@pytest.mark.parametrize("angle", [0, 180, 293])
def test_passport_is_read_in_any_rotation(
    engine: Engine, passport: Image.Image, angle: int
) -> None:
    """Both lines are read whole however the page is rotated."""
    turned = passport.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    result = fields(recognize_passport(turned, {}, engine))
    assert (result["machine_code"], result["machine_code2"]) == (LINE1, LINE2)
    assert result["surname"] == "LINDQVARN"
    assert result["date_of_expiry"] == "2033-09-08"


@pytest.mark.parametrize("angle", [0, 200])
def test_receipt_text_and_direction(engine: Engine, receipt: Image.Image, angle: int) -> None:
    """Text, rows, direction and coordinates follow the page."""
    turned = receipt.rotate(
        angle, Image.Resampling.BICUBIC, expand=True, fillcolor=receipt.getpixel((0, 0))
    )
    options = {"detect_direction": True, "return_markdown_result": True, "character_mode": True}
    result = fields(recognize_general_text(turned, options, engine))
    rows = result["markdown_result"].splitlines()
    assert rows[0] == "HARBOUR CORNER SHOP"
    assert "Receipt 004718\t2025-03-14 17:42" in rows
    assert "1 x Mountain cheese\t9.60" in rows
    assert (result["direction"] - angle + 180) % 360 - 180 == pytest.approx(0, abs=1.5)
    block = next(b for b in result["words_block_list"] if b["words"] == "1 x Mountain cheese")
    assert (direction(block["location"]) - angle + 180) % 360 - 180 == pytest.approx(0, abs=4)
    assert "".join(c["char"] for c in block["char_list"]) == "1xMountaincheese"
    if angle == 0:
        (left, top), _, (right, bottom), _ = block["location"]
        # Drawn from x 40, y 344 in letters 22 pixels high and 13.2 wide.
        assert (left, top) == pytest.approx((40, 344), abs=8)
        assert (right, bottom) == pytest.approx((40 + 19 * 13.2, 372), abs=10)
        for place, character in enumerate(
            c for c in enumerate("1 x Mountain cheese") if c[1] != " "
        ):
            (x0, _), (x1, _) = block["char_list"][place]["char_location"][:2]
            assert (x0 + x1) / 2 == pytest.approx(40 + (character[0] + 0.5) * 13.2, abs=7)


def test_chinese_and_english_on_one_page(engine: Engine) -> None:
    """Lines of either script are recognized."""
    with Image.open(IMAGES / "mixed.png") as image:
        result = fields(recognize_general_text(image, {}, engine))
    texts = [block["words"] for block in result["words_block_list"]]
    assert texts[:2] == ["城市图书馆使用指南", "City Library: a guide for visitors"]
    assert texts[5] == "A reader's card lends ten books for thirty days."
    assert result["direction"] == -1
    assert min(block["confidence"] for block in result["words_block_list"]) > 0.9


def test_threads_share_one_engine(engine: Engine, receipt: Image.Image) -> None:
    """Concurrent calls return the same as sequential ones."""
    crops = [receipt.crop((0, y, 560, y + 120)) for y in (0, 200, 400, 600)] * 2
    alone = [engine.read(crop, orient=False).rows for crop in crops[:4]]
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(lambda crop: engine.read(crop, orient=False).rows, crops))
    assert together == alone * 2


def test_alphabet_limits_characters(engine: Engine, receipt: Image.Image) -> None:
    """Only allowed characters are returned, with alternatives."""
    area = ((30.0, 145.0), (300.0, 145.0), (300.0, 180.0), (30.0, 180.0))
    (line,) = engine.recognize(receipt, [area], characters=True, alphabet="0123456789")
    assert line.text.endswith("004718")
    assert set(line.text) <= set("0123456789")
    assert all(len(c.alternatives) == 8 for c in line.characters)


def test_character_alone_in_wide_area_has_its_place(engine: Engine) -> None:
    """A letter alone does not reach to the ends of the area that it is read in."""
    strip = Image.new("RGB", (400, 40), "white")
    font = ImageFont.load_default(28)
    ImageDraw.Draw(strip).text((100, 4), "B", fill="black", font=font)
    area = ((0.0, 0.0), (400.0, 0.0), (400.0, 40.0), (0.0, 40.0))
    (line,) = engine.recognize(strip, [area], characters=True)
    (character,) = line.characters
    (left, _), (right, _) = character.polygon[:2]
    assert character.text == "B"
    assert (left + right) / 2 == pytest.approx(109, abs=15)
    assert right - left <= 60


@pytest.mark.parametrize("size", [(15, 15), (400, 15), (15, 400), (33, 70)])
@pytest.mark.parametrize("mode", ["RGB", "L", "1", "RGBA", "P", "I;16", "CMYK"])
def test_small_images_of_any_mode_have_no_text(
    engine: Engine, size: tuple[int, int], mode: str
) -> None:
    """Any mode and the smallest sides are read without an error."""
    assert engine.read(Image.new(mode, size)).lines == ()


def test_no_log_and_no_output(
    engine: Engine,
    receipt: Image.Image,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Recognition writes neither log records nor output."""
    with caplog.at_level(logging.DEBUG):
        engine.read(receipt.crop((0, 0, 560, 200)))
    # caplog's handler sits at the root, so look at the engine's own logger too.
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")
    assert not logging.getLogger("RapidOCR").isEnabledFor(logging.ERROR)


def test_missing_models_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package without its models gives an error that says what to install."""
    from ocr_emulator.engine import onnx_models, rapid

    monkeypatch.setattr(onnx_models, "DETECTOR_FILE", "absent.onnx")
    with pytest.raises(EngineUnavailableError, match=r"absent\.onnx.*pip install"):
        rapid.RapidEngine()


def test_engine_opens_no_socket_and_writes_no_file() -> None:
    """In a fresh interpreter the engine works with sockets and writing forbidden."""
    code = """
import sys
def audit(event, args):
    if event.startswith("socket.connect") or event == "socket.getaddrinfo":
        raise RuntimeError(event)
    if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        raise RuntimeError(f"writes {args[0]}")
sys.dont_write_bytecode = True
sys.addaudithook(audit)
from PIL import Image
from ocr_emulator.engine.rapid import RapidEngine
print(len(RapidEngine(threads=1).read(Image.new("RGB", (64, 64))).lines))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "0\n", "")
