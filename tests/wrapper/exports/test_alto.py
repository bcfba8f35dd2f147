"""ALTO follows the schema, and alto-tools reads the same text and confidences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from alto_tools import alto_tools
from lxml import etree

from ocr_wrapper import exports
from ocr_wrapper.exports.exporter import Entry
from ocr_wrapper.results.recognition import Recognition
from tests.paths import ROOT
from tests.wrapper.results.samples import PASSPORT, block, recognition

NAMESPACE = "{http://www.loc.gov/standards/alto/ns-v4#}"
PROFILE = etree.RelaxNG(etree.parse(Path(__file__).with_name("alto-profile.rng")))
HOSTILE = "\"/><script>alert(1)</script>&amp;\x00\x1b\ud800]]>' 中文"


def checked(tmp_path: Path, entry: Entry | Recognition[Any]) -> etree._Element:
    """Return the root of the file, after it was checked against the profile."""
    root = etree.parse(exports.save(entry, tmp_path / "a.xml")).getroot()
    PROFILE.assertValid(root)
    return root


def text_entry(*blocks: dict[str, Any], image: bytes | None = None) -> Entry:
    result = recognition("recognize_general_text", {"words_block_list": list(blocks)})
    return Entry(result, "a.png", image)


def test_strings_have_positions_and_confidences(tmp_path: Path, image: bytes) -> None:
    """Pixels of the image as sent; the page has the size of the image."""
    root = checked(tmp_path, text_entry(block("ab cdef", 10, 20, width=70), image=image))
    page = root.find(f".//{NAMESPACE}Page")
    assert page is not None
    assert (page.get("WIDTH"), page.get("HEIGHT")) == ("120", "120")
    found = [dict(item.attrib) for item in root.iter(f"{NAMESPACE}String")]
    assert [(item["CONTENT"], item["WC"]) for item in found] == [
        ("ab", "0.9000"),
        ("cdef", "0.9000"),
    ]
    places = [[float(item[name]) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")] for item in found]
    assert places == [[10, 20, 20, 20], [40, 20, 40, 20]]


def test_another_reader_finds_text_and_confidence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """alto-tools prints the lines, and the mean confidence of the words."""
    entry = text_entry(block("ab cd", 0, 0), block("中文", 0, 50, **{"confidence": 0.6}))
    with exports.save(entry, tmp_path / "a.xml").open(encoding="utf-8") as file:
        _, tree, namespace = alto_tools.alto_parse(file)
        alto_tools.alto_text(tree, namespace)
        assert capsys.readouterr().out.split("\n") == ["", "ab cd ", "中文 "]
        assert alto_tools.alto_confidence(file, tree, namespace) == 80.0


@pytest.mark.parametrize("folder", sorted((ROOT / "openapi/examples").glob("recognize_*")), ids=str)
def test_every_example_of_the_contract_is_valid(folder: Path, tmp_path: Path) -> None:
    """Any response of any operation makes a file that follows the schema, with unique ids."""
    for path in sorted(folder.glob("response-*.json")):
        result: Recognition[Any] = Recognition(folder.name, json.loads(path.read_bytes()))
        root = checked(tmp_path, Entry(result, path.name))
        ids = [item.get("ID") for item in root.iter() if item.get("ID")]
        assert len(ids) == len(set(ids))


def test_rotation_is_that_of_the_text(tmp_path: Path) -> None:
    """ALTO counts counterclockwise: text that runs upwards is turned by 90 degrees."""
    upwards = {"words": "a b", "location": [[50, 100], [50, 0], [70, 0], [70, 100]]}
    block_element = checked(tmp_path, text_entry(upwards)).find(f".//{NAMESPACE}TextBlock")
    assert block_element is not None
    assert float(block_element.get("ROTATION", "0")) == 90


@pytest.mark.parametrize("value", [1e308, -1e308, -5, 1e5])
def test_positions_outside_are_moved_to_the_page(
    value: float, tmp_path: Path, image: bytes
) -> None:
    """A hostile coordinate makes no infinite or negative number."""
    corners = [[0, 0], [value, 0], [value, 20], [0, 20]]
    root = checked(tmp_path, text_entry({"words": "a b", "location": corners}, image=image))
    for item in root.iter(f"{NAMESPACE}String"):
        assert 0 <= float(item.get("HPOS", "0")) <= 120
        assert 0 <= float(item.get("WIDTH", "0")) <= 120


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    """Markup and control characters in text and file name do not leave their attribute."""
    entry = text_entry(block(HOSTILE, 0, 0))
    root = checked(tmp_path, Entry(entry.recognition, HOSTILE))
    text = " ".join(item.get("CONTENT", "") for item in root.iter(f"{NAMESPACE}String"))
    assert "<script>alert(1)</script>&amp;" in text


def test_fields_without_positions_are_still_text(tmp_path: Path) -> None:
    """A passport has no coordinates: its values are there, without a position."""
    root = checked(tmp_path, recognition("recognize_passport", PASSPORT))
    strings = list(root.iter(f"{NAMESPACE}String"))
    assert "MUSTERFRAU" in [item.get("CONTENT") for item in strings]
    assert all(item.get("HPOS") is None for item in strings)


def test_example_is_marked(tmp_path: Path) -> None:
    """An example of an emulator is not the content of the image."""
    root = checked(tmp_path, recognition("recognize_passport", PASSPORT, is_example=True))
    assert "EXAMPLE" in (root.findtext(f".//{NAMESPACE}processingStepDescription") or "")
