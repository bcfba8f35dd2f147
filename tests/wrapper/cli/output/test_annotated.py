"""Annotated images are written where they are wanted, and inputs are kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from ocr_wrapper import errors
from ocr_wrapper.images.headers import Format, sniff
from tests.pixels import color, extremes
from tests.wrapper.cli.conftest import FakeCloud, Hwocr


def test_failed_text_recognition_is_not_an_error(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path
) -> None:
    """If the text cannot be recognized for the positions, the fields are still shown."""
    cloud.responses["recognize_general_text"] = errors.RateLimitError("later")
    outcome = hwocr("passport", scan, "--local")
    assert outcome.code == 0
    assert "LINDQVIST" in outcome.out
    assert "positions failed" in outcome.out


def test_annotated_by_default_with_local_engine(hwocr: Hwocr, scan: Path, tmp_path: Path) -> None:
    """With --local and a table the annotated image is written to ./out and its path is shown."""
    outcome = hwocr("general-text", scan, "--local")
    with Image.open(tmp_path / "out" / "scan.annotated.png") as image:
        drawn = image.convert("RGB")
    assert "scan.annotated.png" in outcome.out
    assert drawn.size == (400, 300)
    assert extremes(drawn.convert("L"))[0] < 200


@pytest.mark.parametrize(
    "arguments",
    [
        ["--local", "--no-annotate"],
        ["--local", "--format", "json"],
        [],
    ],
)
def test_not_annotated_otherwise(
    hwocr: Hwocr, scan: Path, tmp_path: Path, arguments: list[str]
) -> None:
    """No copy of an image is written for the cloud, in a pipe, or if it is not wanted."""
    hwocr("general-text", scan, *arguments)
    assert not (tmp_path / "out").exists()


def test_annotated_at_requested_path(hwocr: Hwocr, scan: Path, tmp_path: Path) -> None:
    """A file name or a folder can be given."""
    hwocr("general-text", scan, "--annotate", "boxes.jpg")
    hwocr("general-text", scan, "--annotate", "folder")
    made = [tmp_path / "boxes.jpg", tmp_path / "folder" / "scan.annotated.png"]
    assert [sniff(path.read_bytes()) for path in made] == [
        Format("JPEG", (400, 300)),
        Format("PNG", (400, 300)),
    ]


def test_input_is_not_overwritten(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path
) -> None:
    """The input is kept, for any name of the output."""
    before = scan.read_bytes()
    outcome = hwocr("general-text", scan, "--annotate", "./scan.png")
    assert outcome.code == 2
    assert "would overwrite" in outcome.err
    twin = tmp_path / "x.annotated.png"
    twin.write_bytes(before)
    (tmp_path / "x.png").write_bytes(before)
    assert hwocr("general-text", "x.png", twin, "--annotate", ".").code == 0
    assert (scan.read_bytes(), twin.read_bytes()) == (before, before)
    assert (tmp_path / "x.annotated-2.png").exists()


def test_input_is_not_overwritten_through_a_link(hwocr: Hwocr, scan: Path, tmp_path: Path) -> None:
    """A link to the input is recognized as the input."""
    before = scan.read_bytes()
    (tmp_path / "link.png").symlink_to(scan)
    (tmp_path / "hard.png").hardlink_to(scan)
    for name in ("link.png", "hard.png"):
        assert hwocr("general-text", scan, "--annotate", name).code == 2
    assert scan.read_bytes() == before


def test_one_annotated_file_for_several_inputs(hwocr: Hwocr, scan: Path) -> None:
    """Several inputs need a folder."""
    outcome = hwocr("general-text", scan, scan, "--annotate", "one.png")
    assert outcome.code == 2
    assert "name a directory" in outcome.err


def test_fields_are_located_in_the_text(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path
) -> None:
    """A passport has no coordinates; the local engine recognizes its text to find them."""
    cloud.responses["recognize_general_text"] = {
        "result": {
            "words_block_list": [
                {"words": "LINDQVIST", "location": [[50, 50], [200, 50], [200, 80], [50, 80]]}
            ]
        }
    }
    outcome = hwocr("passport", scan, "--local")
    assert [call[0] for call in cloud.calls] == ["recognize_passport", "recognize_general_text"]
    assert "scan.annotated.png" in outcome.out
    with Image.open(tmp_path / "out" / "scan.annotated.png") as image:
        drawn = image.convert("RGB")
    red, green, blue = color(drawn, (50, 65))
    assert green > red + 50 > blue


def test_no_second_request_is_billed(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path
) -> None:
    """In the cloud no second request is sent, and the output explains the missing image."""
    outcome = hwocr("passport", scan, "--annotate", "boxes.png")
    assert [call[0] for call in cloud.calls] == ["recognize_passport"]
    assert "no coordinates" in outcome.out
    assert not (tmp_path / "boxes.png").exists()


def test_urls_and_pdfs_are_not_annotated(hwocr: Hwocr, tmp_path: Path) -> None:
    """An input that is not an image on this machine is not annotated, which is not an error."""
    (tmp_path / "page.pdf").write_bytes(b"%PDF-1.7\n")
    outcome = hwocr("general-text", "https://host/a.png", "page.pdf", "--annotate", "out")
    assert outcome.code == 0
    assert "given as a URL" in outcome.out
    assert "PDF cannot be annotated" in " ".join(outcome.out.split())
