"""Output files of one input: result, spreadsheets and annotated image."""

from __future__ import annotations

import io

from ocr_wrapper.cli.options import RunOptions
from ocr_wrapper.cli.output import formats
from ocr_wrapper.cli.output.paths import Output
from ocr_wrapper.cli.session import ClientSession
from ocr_wrapper.cli.workers import Outcome
from ocr_wrapper.errors import InputError, OcrError

_TEXT_OPERATION = "recognize_general_text"
_ANNOTATED = "Annotated image"


class ResultFiles:
    """Saves the results of a run, and recognizes those of earlier runs; see `ResultStore`."""

    def __init__(self, options: RunOptions, session: ClientSession) -> None:
        self._options, self._session = options, session
        self._output = Output(options)

    def prepare(self) -> None:
        """Check that files can be written, before anything is billed; raises `InputError`."""
        self._output.prepare()

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
        """
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

    def _save_result(self, outcome: Outcome) -> None:
        recognition = outcome.recognition
        assert recognition is not None
        form = "json" if self._options.format == "table" else self._options.format
        text = formats.render(form, outcome.source, recognition, several=False)
        content = text.encode(errors="backslashreplace")
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
