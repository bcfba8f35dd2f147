"""File of a recording: what is written, and when it is opened and closed."""

from __future__ import annotations

import errno
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from ocr_emulator.contract.bundle import load
from ocr_emulator.emulator import Emulator
from ocr_emulator.relay.recording import RecordedResponse, RecordingWriter
from ocr_emulator.relay.scrubbing import Scrubber
from tests.emulator.conftest import call
from tests.emulator.images.test_fetch import stop_during_a_look_up
from tests.emulator.relay.test_record_replay import PASSPORT, recorder

TEXT = "recognize_general_text"


def entries(file: Path) -> list[dict[str, Any]]:
    """Return the lines of a recording."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def stored(file: Path, body: str) -> Any:
    """Return what a scrubbed recording keeps of a body."""
    writer = RecordingWriter(str(file), Scrubber(load()))
    writer.write(PASSPORT, "digest", RecordedResponse(200, {}, body.encode()))
    writer.close()
    text = entries(file)[0]["body"]
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ({"error_code": "", "result": {"surname": "SMITH"}},
         {"error_code": "", "result": {"surname": "XXXXX"}}),
        ({"error_code": "AIS.0101", "error_msg": "The parameter is wrong.", "request_id": "a1"},
         {"error_code": "AIS.0101", "error_msg": "The parameter is wrong.", "request_id": "x0"}),
        ({"error_code": {"surname": "SMITH"}, "error_msg": ["SMITH"]},
         {"error_code": {"surname": "XXXXX"}, "error_msg": ["XXXXX"]}),
        ({"result": {"error_msg": "SMITH"}}, {"result": {"error_msg": "XXXXX"}}),
        (["SMITH"], ["XXXXX"]), ("SMITH", "XXXXX"),
    ],
)  # fmt: skip
def test_all_but_code_and_message_of_an_error_is_scrubbed(file: Path, body: Any, kept: Any) -> None:
    """A field named as those of an error does not make a response an error."""
    assert stored(file, json.dumps(body)) == kept


@pytest.mark.parametrize("body", ["SMITH {", "[" * 100_000 + '"SMITH"', "{" + '"SMITH": [' * 900])
def test_body_that_cannot_be_parsed_is_scrubbed(file: Path, body: str) -> None:
    """A body that is no JSON, or nested too deeply, may have names in it as well."""
    assert "SMITH" not in str(stored(file, body))


def test_disk_that_is_full_leaves_no_half_line(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would make the whole recording unreadable, with the responses that were billed before."""

    class NearlyFull(io.FileIO):
        def write(self, data: Any, /) -> int:
            if len(data) < 10:
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(data[:-5])

    writer = RecordingWriter(str(file))
    response = RecordedResponse(200, {}, b"{}")
    writer.write(PASSPORT, "first", response)
    writer.close()
    monkeypatch.setattr("ocr_emulator.relay.recording.FileIO", NearlyFull)
    with pytest.raises(OSError, match="No space left"):
        writer.write(PASSPORT, "second", response)
    writer.close()
    monkeypatch.undo()
    writer.write(PASSPORT, "third", response)
    writer.close()
    assert [entry["request"] for entry in entries(file)] == ["first", "third"]


def test_recording_goes_on_after_a_restart(live: Emulator, file: Path) -> None:
    """The second part is added to the same file; nothing that was billed is lost."""
    live.sequence("APIG.0308", "ok", operation=PASSPORT)
    emu = recorder(live, record_to=str(file))
    for status in (429, 200):
        with emu:
            assert call(emu).status == status
    assert [entry["status"] for entry in entries(file)] == [429, 200]


def test_recording_that_was_moved_away_is_begun_again(live: Emulator, file: Path) -> None:
    """The program that records may be stopped to keep what it has so far."""
    emu = recorder(live, record_to=str(file))
    for _ in range(2):
        with emu:
            assert call(emu).status == 200
        file.rename(file.with_suffix(".kept"))
    assert not file.exists()


def test_recording_without_a_response_leaves_no_file(live: Emulator, file: Path) -> None:
    """What did not start, or recorded nothing, does not take the name of the next recording."""
    with pytest.raises(ValueError, match="host"):
        recorder(live, record_to=str(file), host="bad host!")
    with pytest.raises(ValueError, match="idle_timeout"):
        recorder(live, record_to=str(file), idle_timeout=-1)
    assert not file.exists()
    with pytest.raises(OSError, match="address"):
        recorder(live, record_to=str(file), port=live.port).start()
    assert not file.exists()
    with recorder(live, record_to=str(file)):
        pass
    assert not file.exists()
    with recorder(live, record_to=str(file)) as emu:
        assert call(emu).status == 200
    assert file.stat().st_size > 0


@pytest.mark.skipif(os.name == "nt", reason="Windows moves no open file")
@pytest.mark.parametrize("calls", [0, 1])
def test_file_in_the_place_of_a_recording_is_left_alone(
    live: Emulator, file: Path, calls: int
) -> None:
    """It is neither removed at the end nor continued at the next start."""
    emu = recorder(live, record_to=str(file))
    with emu:
        assert [call(emu).status for _ in range(calls)] == [200] * calls
        file.rename(file.with_suffix(".moved"))
        file.write_text("precious", encoding="utf-8")
    assert file.read_text("utf-8") == "precious"
    with pytest.raises(ValueError, match="exists already"):
        emu.start()
    assert file.read_text("utf-8") == "precious"


def test_long_response_is_compared_with_the_contract(live: Emulator) -> None:
    """The limit for requests does not apply to responses: a dense page has thousands of values."""
    block = {"words": "w", "confidence": 0.9, "location": [[1, 2], [3, 2], [3, 4], [1, 4]]}
    result = {"direction": -1, "words_block_count": 600, "words_block_list": [block] * 600}
    live.answers.set(TEXT, result)
    with recorder(live) as emu:
        assert call(emu, TEXT).status == 200
        assert emu.differences == []
        live.answers.set(TEXT, {**result, "direction": "x"}, strict=False)
        call(emu, TEXT)
        assert [found.pointer for found in emu.differences] == ["/result/direction"]


def test_stop_does_not_wait_for_the_name_of_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that does not respond never delays the end of the emulator."""
    service = "https://slow.example.com:1"
    emu = Emulator(engine=None, record=service, upstream_ak="a", upstream_sk="b")
    assert stop_during_a_look_up(monkeypatch, emu)
