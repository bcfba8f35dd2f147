"""Save what came: results, spreadsheets, and pictures with what was found drawn on them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from ocr_wrapper.cli.output import formats, paths
from ocr_wrapper.cli.output.paths import Placement
from ocr_wrapper.cli.runner import Outcome, Session
from ocr_wrapper.cli.settings import Job
from ocr_wrapper.errors import InputError, OcrError
from ocr_wrapper.images.load import LoadedImage
from ocr_wrapper.results.recognition import Recognition

_TEXT = "recognize_general_text"


def save(job: Job, outcome: Outcome, places: Placement, session: Session) -> None:
    """Write the result and the annotated picture to where they belong, if anywhere.

    What cannot be written becomes the outcome's error; the answer, which was paid for, is still
    there to be printed.
    """
    assert outcome.recognition is not None
    assert outcome.input is not None
    try:
        if outcome.saved is not None:
            _save_result(job, outcome, outcome.saved, outcome.recognition)
        picture = places.picture(outcome.source)
        if picture is not None and outcome.example:
            outcome.written.append(("Annotated picture", "none: an example is not in it"))
        elif picture is not None:
            where = _annotate(job, outcome.input, outcome.recognition, picture, session)
            outcome.written.append(("Annotated picture", where))
    except InputError as error:
        outcome.error = error


def _save_result(job: Job, outcome: Outcome, path: Path, recognition: Recognition[Any]) -> None:
    form = "json" if job.format == "table" else job.format
    text = formats.write(form, outcome.source, recognition, several=False)
    paths.write(path, text.encode())
    outcome.written.append(("Result", str(path)))
    # Several tables of one picture may share a spreadsheet.
    sheets = dict.fromkeys(table.excel for table in recognition.tables if table.excel)
    for number, sheet in enumerate(sheets, 1):
        name = path.with_suffix(f".{number}.xlsx" if number > 1 else ".xlsx")
        paths.write(name, sheet)
        outcome.written.append(("Spreadsheet", str(name)))


def _annotate(
    job: Job, source: LoadedImage, recognition: Recognition[Any], path: Path, session: Session
) -> str:
    """Draw on what was sent and say where it was written, or why it was not."""
    if source.data is None:
        return "none: the picture is behind an address and is not here to draw on"
    if source.format == "PDF":
        return "none: a PDF cannot be drawn on"
    from ocr_wrapper.results import annotate

    areas = annotate.marks(recognition)
    if not areas and job.connection.local and recognition.fields:
        # Passports and cards come without places. A second reading, as text, finds them; it
        # costs a second here and would be billed by the cloud, where it is therefore not done.
        try:
            text = session.client().call(_TEXT, source.data, detect_direction=True)
        except OcrError as error:
            return f"none: the second reading, for the places, failed ({type(error).__name__})"
        areas = annotate.marks(recognition, text)
    if not areas:
        return "none: this answer gives no places in the picture"
    try:
        drawn = annotate.draw(source.data, areas)
        buffer = io.BytesIO()
        annotate.save(drawn, buffer, path.suffix)
    except Exception as error:
        raise InputError(
            f"The picture cannot be drawn on ({type(error).__name__}): use --no-annotate."
        ) from error
    paths.write(path, buffer.getvalue())
    return str(path)
