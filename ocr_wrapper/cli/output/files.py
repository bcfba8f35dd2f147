"""Output files of one input: result, spreadsheets and annotated image."""

from __future__ import annotations

import io
from pathlib import Path

from ocr_wrapper.cli.options import RunOptions
from ocr_wrapper.cli.output import combined
from ocr_wrapper.cli.output.paths import Output
from ocr_wrapper.cli.session import ClientSession
from ocr_wrapper.cli.workers import Outcome
from ocr_wrapper.errors import InputError, OcrError
from ocr_wrapper.exports.exporter import Entry
from ocr_wrapper.exports.files import render
from ocr_wrapper.exports.formats import FORMATS
from ocr_wrapper.exports.page import image_size

_TEXT_OPERATION = "recognize_general_text"
_ANNOTATED = "Annotated image"


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
            options.combined.form.check()
        if options.format in FORMATS:
            FORMATS[options.format].check()
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
        printed.
        """
        try:
            self._save_result(outcome)
            if self._options.draw:
                annotated = _annotate(self._options, outcome, self._output, self._session)
                outcome.written.append((_ANNOTATED, annotated))
        except OcrError as error:
            outcome.error = error

    def collect(self, outcome: Outcome) -> None:
        """Note that the result of an outcome belongs into the combined file."""
        if self._options.combined is not None and not outcome.planned:
            self._collected.append((outcome.source, outcome.key))

    def combine(self, *, complete: bool) -> Path | None:
        """Write the combined file, and remove its parts if it is complete; None without one.

        Raises:
            OutputError: It cannot be written.
        """
        output = self._options.combined
        if output is None:
            return None
        found = [(source, self._output.find_result(key)) for source, key in self._collected]
        parts = [(source, path) for source, path in found if path is not None]
        if not parts:
            return None
        combined.write(output, parts)
        if complete and len(parts) == len(found):
            self.close()
            combined.remove_parts(output, parts)
        return output.path

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
        except InputError as error:  # it was billed, so that it is saved in another form
            other = self._output.save_json(outcome, render(entry, FORMATS["json"]))
            raise InputError(f"{error.message} The result is in {other}.") from None
        path = self._output.save_result(outcome, content)
        if path is None:
            return
        outcome.written.append(("Result", str(path)))
        # Several tables of one image may share a spreadsheet.
        sheets = dict.fromkeys(table.excel for table in recognition.tables if table.excel)
        for number, sheet in enumerate(sheets, 1):
            path = self._output.save_spreadsheet(outcome, number, sheet)
            outcome.written.append(("Spreadsheet", str(path)))


def _annotate(options: RunOptions, outcome: Outcome, output: Output, session: ClientSession) -> str:
    """Annotate the image that was sent; return the path, or the reason why there is none."""
    recognition, source = outcome.recognition, outcome.input
    assert recognition is not None
    assert source is not None
    if recognition.is_example:
        return "none: an example is not in the image"
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
        areas = [] if text.is_example else annotate.marks(recognition, text)
    if not areas:
        return "none: the response contains no coordinates"
    try:
        drawn = annotate.draw(source.data, areas)
        buffer = io.BytesIO()
        annotate.save(drawn, buffer, output.annotated_suffix)
    except Exception as error:
        raise InputError(
            f"The image cannot be annotated ({type(error).__name__}): use --no-annotate."
        ) from error
    return str(output.save_annotated_image(outcome, buffer.getvalue()))
