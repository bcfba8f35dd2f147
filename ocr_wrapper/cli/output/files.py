"""Output files of one input: result, spreadsheets and annotated image."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NoReturn

from ocr_wrapper.cli.exit_codes import OutputError
from ocr_wrapper.cli.options import RunOptions
from ocr_wrapper.cli.output.paths import Output
from ocr_wrapper.cli.session import ClientSession
from ocr_wrapper.cli.workers import Outcome
from ocr_wrapper.errors import InputError, OcrError
from ocr_wrapper.exports.exporter import Entry
from ocr_wrapper.exports.files import render
from ocr_wrapper.exports.formats import FORMATS, Format
from ocr_wrapper.exports.page import image_size
from ocr_wrapper.redaction import printable_line

_TEXT_OPERATION = "recognize_general_text"
_ANNOTATED = "Annotated image"
_NONE = "none: "
"""Beginning of the reason why there is no annotated image."""


class ResultFiles:
    """Saves the results of a run, and recognizes those of earlier runs; see `ResultStore`."""

    def __init__(self, options: RunOptions, session: ClientSession) -> None:
        self._options, self._session = options, session
        self._output = Output(options)
        self._collected: list[tuple[str, str]] = []

    def prepare(self) -> None:
        """Check that files can be written, before anything is billed.

        Raises:
            InputError: An output path cannot be used.
            ConfigurationError: The library of a format is not installed.
        """
        options = self._options
        if options.combined is not None:
            options.combined.form.try_out()
        if options.format in FORMATS:
            FORMATS[options.format].try_out()
        try:
            self._output.prepare()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the journals."""
        self._output.close()

    def claim(self, outcome: Outcome) -> bool:
        """Return whether a call is needed; False if the result exists.

        Raises:
            InDoubtError: A call of an earlier run may have been billed, and is not to be repeated.
            InProgressError: Another run is working on the input.
        """
        return self._output.claim(outcome)

    def start(self, outcome: Outcome) -> None:
        """Note that the call is about to be made.

        Raises:
            InProgressError: Another run has begun it meanwhile.
            OutputError: The journal or a folder cannot be written; nothing was sent.
            InputError: The format needs an image, and the input is none.
        """
        self._check_image(outcome)
        self._output.start(outcome)

    def fail(self, outcome: Outcome, *, may_be_billed: bool) -> None:
        """Note that the call has no result."""
        self._output.fail(outcome, may_be_billed=may_be_billed)

    def forget(self, outcome: Outcome) -> None:
        """Note that the call was not made."""
        self._output.forget(outcome)

    def save(self, outcome: Outcome) -> None:
        """Write the result and the annotated image, if requested.

        A failure becomes the error of the outcome; the result, which was billed, can still be
        printed. A failure that nobody foresaw ends the run: the next result would be lost as well.
        """
        try:
            self._save_result(outcome)
        except OcrError as error:
            outcome.error = error
        except Exception as error:
            # Not its text, which may be a part of the document.
            outcome.error = OutputError(
                f"The result cannot be saved ({type(error).__name__}): choose another --format."
            )

    def collect(self, outcome: Outcome) -> None:
        """Note that the result of an outcome belongs into the combined file."""
        if self._options.combined is not None and not outcome.planned:
            self._collected.append((outcome.source, outcome.key))

    def combine(self, *, complete: bool) -> Path | None:
        """Write the combined file, and remove its parts if it is complete; None without one.

        Raises:
            OutputError: It cannot be written.
        """
        combined = self._output.combined
        return None if combined is None else combined.write(self._collected, complete=complete)

    def _check_image(self, outcome: Outcome) -> None:
        form, source = FORMATS.get(self._options.format), outcome.input
        if form is None or not form.needs_image or source is None:
            return
        if source.data is None or source.format == "PDF":
            what = "a URL, whose image is not available here" if source.data is None else "a PDF"
            raise InputError(
                f"--format {form.name} needs images, and the input is {what}: nothing was sent."
            )

    def _save_result(self, outcome: Outcome) -> None:
        recognition, image = outcome.recognition, outcome.input
        assert recognition is not None
        data = None if image is None else image.data
        # A part of a combined file needs the size of its page, and not the image.
        size = image_size(data) if self._options.combined is not None and data else None
        entry = Entry(recognition, outcome.source, data, size=size)
        form = FORMATS["json" if self._options.format == "table" else self._options.format]
        try:
            content = render(entry, form)
        except Exception as error:
            self._save_json(outcome, entry, form, error)
        # Several tables of one image may share a spreadsheet.
        sheets = dict.fromkeys(table.excel for table in recognition.tables if table.excel)
        others = partial(self._save_others, outcome, tuple(sheets))
        path = self._output.save_result(
            outcome, content, form.suffix, others if sheets or self._options.draw else None
        )
        if path is not None:
            outcome.written.insert(0, ("Result", str(path)))
        drawn = any(
            kind == _ANNOTATED and not text.startswith(_NONE) for kind, text in outcome.written
        )
        self._output.discard_others(outcome, len(sheets), annotated=drawn or not self._options.draw)

    def _save_others(self, outcome: Outcome, sheets: Sequence[bytes]) -> None:
        """Save spreadsheets and the annotated image, before the result counts as done.

        An image that cannot be drawn becomes the error of the outcome: the result is saved.

        Raises:
            OutputError: A file cannot be written.
        """
        for number, sheet in enumerate(sheets, 1):
            path = self._output.save_spreadsheet(outcome, number, sheet)
            if path is not None:
                outcome.written.append(("Spreadsheet", str(path)))
        if not self._options.draw:
            return
        try:
            annotated = _annotate(self._options, outcome, self._output, self._session)
            outcome.written.append((_ANNOTATED, annotated))
        except OutputError:
            raise
        except OcrError as error:
            outcome.error = error

    def _save_json(
        self, outcome: Outcome, entry: Entry, form: Format, error: Exception
    ) -> NoReturn:
        """Save a result as JSON that could not be written in its format: it was billed.

        Raises:
            InputError: Always; the message names the file.
            OutputError: There is no file of it, or the disk is full, as it will be for the next.
        """
        # Not the text of an unforeseen error, which may be a part of the document.
        why = (
            error.message
            if isinstance(error, InputError)
            else f"It cannot be written as {form.name} ({type(error).__name__})."
        )
        path = self._output.save_result(outcome, render(entry, FORMATS["json"]), ".json")
        if path is None or isinstance(error, OSError):
            raise OutputError(why if path is None else f"{why} The result is in {path}.") from None
        raise InputError(
            f"{why} The result is in {printable_line(str(path))}, which hwocr show can read."
        ) from None


def _annotate(options: RunOptions, outcome: Outcome, output: Output, session: ClientSession) -> str:
    """Annotate the image that was sent; return the path, or the reason why there is none."""
    recognition, source = outcome.recognition, outcome.input
    assert recognition is not None
    assert source is not None
    if recognition.is_example:
        return f"{_NONE}an example is not in the image"
    if source.data is None:
        return f"{_NONE}the image was given as a URL and is not available here"
    if source.format == "PDF":
        return f"{_NONE}a PDF cannot be annotated"
    from ocr_wrapper.results import annotate

    try:
        areas = annotate.marks(recognition)
    except Exception as error:
        raise _not_drawn(error) from error
    if not areas and options.connection.local and recognition.fields:
        # Responses for passports and cards have no coordinates. Recognizing the text as well
        # finds them. This takes a second here, and is not done in the cloud, which would bill it.
        try:
            text = session.client().call(_TEXT_OPERATION, source.data, detect_direction=True)
        except OcrError as error:
            return f"{_NONE}recognizing the text for the positions failed ({type(error).__name__})"
        areas = [] if text.is_example else annotate.marks(recognition, text)
    if not areas:
        return f"{_NONE}the response contains no coordinates"
    try:
        drawn = annotate.draw(source.data, areas)
        buffer = io.BytesIO()
        annotate.save(drawn, buffer, output.annotated_suffix)
    except Exception as error:
        raise _not_drawn(error) from error
    return str(output.save_annotated_image(outcome, buffer.getvalue()))


def _not_drawn(error: Exception) -> InputError:
    return InputError(f"The image cannot be annotated ({type(error).__name__}): use --no-annotate.")
