"""Export formats for the emulator's playground, made from those of `ocr_wrapper.exports`.

The emulator shares no code with the library. The command that starts it hands the formats over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr_wrapper.errors import ConfigurationError, OcrError

if TYPE_CHECKING:
    from ocr_emulator.http.playground.exports import ExportOrder
    from ocr_wrapper.exports import Format


@dataclass(frozen=True, slots=True)
class PlaygroundExport:
    """One format; it satisfies the emulator's protocol `Exporter`."""

    form: Format

    @property
    def suffix(self) -> str:
        """Ending of the file name, with the dot."""
        return self.form.suffix

    @property
    def needs_image(self) -> bool:
        """Whether the file contains the image that was read."""
        return self.form.needs_image

    def export(self, order: ExportOrder) -> bytes:
        """Return the file; raises `ValueError` with the reason when there is nothing to write."""
        from ocr_wrapper import exports
        from ocr_wrapper.results.recognition import Recognition

        recognition = Recognition[object](
            order.operation, dict(order.response), is_example=order.example
        )
        entry = exports.Entry(recognition, order.source, order.image, order.page)
        try:
            return exports.render(entry, self.form)
        except OcrError as error:
            raise ValueError(str(error)) from None


def installed_exports() -> dict[str, PlaygroundExport]:
    """Return the formats whose libraries are installed, by name."""
    from ocr_wrapper.exports import FORMATS

    found = {}
    for name, form in FORMATS.items():
        try:
            form.check()
        except ConfigurationError:
            continue
        found[name] = PlaygroundExport(form)
    return found
