"""What type checkers see of the generated package is what users are promised."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

# A line with `type: ignore` must be refused: mypy complains when it is not needed.
PROGRAM = """
from typing import Any, assert_type

from huawei_ocr_api import catalog, payloads
from huawei_ocr_api.api import recognize_general_text, recognize_passport
from huawei_ocr_api.facade import GeneralTextLanguage
from huawei_ocr_api.models import (
    GeneralTextRequest,
    GeneralTextResult,
    GeneralTextWordsBlock,
    PassportRequest,
    PassportResult,
)

from ocr_wrapper import OcrClient

response = recognize_passport.parse({})
assert_type(response.result, PassportResult | None)
assert response.result is not None
assert_type(response.result.surname, str | None)
assert_type(response.result.to_dict(), payloads.PassportResult)
len(response.result.surname)  # type: ignore[arg-type]
response.result.no_such_field  # type: ignore[attr-defined]

page = GeneralTextResult.from_dict({})
assert_type(page.direction, float | None)
assert_type(page.words_block_list, list[GeneralTextWordsBlock] | None)
for block in page.words_block_list or []:
    assert_type(block.location, list[list[float]] | None)

body = GeneralTextRequest(detect_direction=True, pdf_page_number=2)
assert_type(recognize_general_text.request(body), dict[str, Any])
GeneralTextRequest(detect_direction="yes")  # type: ignore[arg-type]
PassportRequest(direction=True)  # type: ignore[call-arg]

made: payloads.PassportResult = {"surname": "LINDQVIST", "sex": None}
wrong: payloads.PassportResult = {"surname": 7}  # type: ignore[typeddict-item]
spelt: payloads.PassportResult = {"surnam": "X"}  # type: ignore[typeddict-unknown-key]
asked: payloads.PassportRequest = {"country_code": "UTO"}  # type: ignore[typeddict-item]

assert_type(catalog.OPERATIONS["recognize_passport"].max_pixels, int | None)
catalog.OPERATIONS["x"] = catalog.OPERATIONS["y"]  # type: ignore[index]


def options(client: OcrClient) -> None:
    assert_type(client.recognize_passport("a.png", country_code="CHN").result, PassportResult)
    client.recognize_passport("a.png", country_code="UTO")  # type: ignore[arg-type]
    client.recognize_general_text("a.png", language="xx")  # type: ignore[arg-type]
    client.recognize_id_document("a.png", id_type=["PP", "XX"])  # type: ignore[list-item]
    language: GeneralTextLanguage = "ko"
    client.recognize_general_text("a.png", language=language)
"""


def test_mypy_strict_reports_wrong_types(tmp_path: Path) -> None:
    """Fields are `T | None`, and wrong options and payloads are refused."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    # Found as users find it: as the installed package, by its marker `py.typed`.
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", str(program)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "Success: no issues found in 1 source file\n")
