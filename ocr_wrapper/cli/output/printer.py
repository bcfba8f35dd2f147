"""Printer: results on standard output, in the requested format."""

from __future__ import annotations

import io
import sys

from rich.console import Console
from rich.text import Text

from ocr_wrapper.cli.exit_codes import OutputError
from ocr_wrapper.cli.options import RunOptions
from ocr_wrapper.cli.output import formats, terminal
from ocr_wrapper.cli.workers import Outcome
from ocr_wrapper.errors import InputError
from ocr_wrapper.exports.exporter import Entry
from ocr_wrapper.exports.text import Csv


class Printer:
    """Print the results of one run."""

    def __init__(self, options: RunOptions, console: Console) -> None:
        self._options, self._console = options, console
        self._csv = Csv(io.BytesIO(), several=options.several)
        self._reader_exited = False

    def prepare(self) -> None:
        """Refuse a closed standard output, if it is the only output, before anything is billed."""
        if sys.stdout is None and self._options.output is None:
            raise InputError("Standard output is closed: save the results with --output.")

    def show(self, outcome: Outcome) -> None:
        """Print one result, unless it was saved in a format that is for other programs.

        Raises:
            OSError: Standard output cannot be written.
        """
        saved = self._options.output is not None and not isinstance(outcome.error, OutputError)
        if sys.stdout is None or self._reader_exited or (saved and self._options.format != "table"):
            return
        try:
            if self._options.format == "table" and not isinstance(outcome.error, OutputError):
                self._show_table(outcome)
            else:
                self._write(self.text(outcome))
        except BrokenPipeError:
            if not saved:
                raise
            self._reader_exited = True  # go on saving

    def text(self, outcome: Outcome) -> str:
        """Return one result as it is printed; a table as JSON.

        What could not be saved is printed completely, and other formats leave something out.
        """
        options, recognition = self._options, outcome.recognition
        assert recognition is not None
        unsaved = isinstance(outcome.error, OutputError)
        if options.format == "csv" and not unsaved:
            return self._csv.render(Entry(recognition, outcome.source))
        if options.format == "json" and self._console.is_terminal:
            return recognition.to_json(indent=2) + "\n"
        if unsaved or options.format in {"json", "table"}:
            encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
            ascii_only = not encoding.lower().startswith("utf")  # escapes would break JSON
            return formats.as_json(outcome.source, recognition, ascii_only=ascii_only) + "\n"
        entry = Entry(recognition, outcome.source)
        return formats.render(options.format, entry, several=options.several)

    def _show_table(self, outcome: Outcome) -> None:
        assert outcome.recognition is not None
        terminal.show(
            self._console,
            outcome.source,
            outcome.recognition,
            command=self._options.operation.slug,
            local=self._options.connection.local,
            written=outcome.written,
        )

    def _write(self, text: str) -> None:
        """Write a result unchanged; on a terminal without breaking the progress bar."""
        if self._console.is_terminal:
            self._console.print(Text(text.expandtabs()), end="", soft_wrap=True)
        else:
            sys.stdout.write(text)
            sys.stdout.flush()
