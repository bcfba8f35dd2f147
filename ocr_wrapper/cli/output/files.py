"""Output files: results, spreadsheets and annotated images."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from ocr_wrapper.cli.options import RunOptions
from ocr_wrapper.cli.output import formats
from ocr_wrapper.cli.output.paths import OutputPaths, write_atomically
from ocr_wrapper.cli.session import ClientSession
from ocr_wrapper.cli.workers import Outcome
from ocr_wrapper.errors import InputError, OcrError
from ocr_wrapper.images.load import LoadedImage
from ocr_wrapper.results.recognition import Recognition

_TEXT_OPERATION = "recognize_general_text"
_ANNOTATED = "Annotated image"


def save(options: RunOptions, outcome: Outcome, paths: OutputPaths, session: ClientSession) -> None:
    """Write the result and the annotated image, if requested.

    A failure becomes the error of the outcome; the result, which was billed, can still be printed.
    """
    assert outcome.recognition is not None
    assert outcome.input is not None
    try:
        if outcome.result_path is not None:
            _save_result(options, outcome, outcome.result_path, outcome.recognition)
        path = paths.annotated_image(outcome.source)
        if path is not None and outcome.is_example:
            outcome.written.append((_ANNOTATED, "none: an example is not in the image"))
        elif path is not None:
            note = _annotate(options, outcome.input, outcome.recognition, path, session)
            outcome.written.append((_ANNOTATED, note))
    except InputError as error:
        outcome.error = error


def _save_result(
    options: RunOptions, outcome: Outcome, path: Path, recognition: Recognition[Any]
) -> None:
    form = "json" if options.format == "table" else options.format
    text = formats.render(form, outcome.source, recognition, several=False)
    write_atomically(path, text.encode())
    outcome.written.append(("Result", str(path)))
    # Several tables of one image may share a spreadsheet.
    sheets = dict.fromkeys(table.excel for table in recognition.tables if table.excel)
    for number, sheet in enumerate(sheets, 1):
        name = path.with_suffix(f".{number}.xlsx" if number > 1 else ".xlsx")
        write_atomically(name, sheet)
        outcome.written.append(("Spreadsheet", str(name)))


def _annotate(
    options: RunOptions,
    source: LoadedImage,
    recognition: Recognition[Any],
    path: Path,
    session: ClientSession,
) -> str:
    """Annotate the image that was sent; return the path, or the reason why there is none."""
    if source.data is None:
        return "none: the image was given as a URL and is not available here"
    if source.format == "PDF":
        return "none: a PDF cannot be annotated"
    from ocr_wrapper.results import annotate

    areas = annotate.marks(recognition)
    if not areas and options.connection.local and recognition.fields:
        # Responses for passports and cards have no coordinates. Recognizing the text as well
        # finds them. This takes a second here, and is not done in the cloud, which would bill it.
        try:
            text = session.client().call(_TEXT_OPERATION, source.data, detect_direction=True)
        except OcrError as error:
            return f"none: recognizing the text for the positions failed ({type(error).__name__})"
        areas = annotate.marks(recognition, text)
    if not areas:
        return "none: the response contains no coordinates"
    try:
        drawn = annotate.draw(source.data, areas)
        buffer = io.BytesIO()
        annotate.save(drawn, buffer, path.suffix)
    except Exception as error:
        raise InputError(
            f"The image cannot be annotated ({type(error).__name__}): use --no-annotate."
        ) from error
    write_atomically(path, buffer.getvalue())
    return str(path)
