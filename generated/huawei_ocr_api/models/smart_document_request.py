from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import SmartDocumentRequest as Payload


@define(kw_only=True, repr=False)
class SmartDocumentRequest(Model):
    """Body of a request."""

    data: str | None = None
    """The file as Base64 text without a `data:` prefix; at most 10 MB of text, which is about 7
    MB of file. Exactly one of this field and `url` is given."""
    url: str | None = None
    """Where the service fetches the file: a public http or https address, or an object in OBS
    that the service may read, in the region of the call (D-213). The file may have 10 MB
    after Base64 encoding, which is about 7 MB of file (D-037). Characters outside ASCII are
    percent-encoded as UTF-8 (D-095). Fetching counts into the time of the call; a slow source
    makes it fail. Exactly one of this field and the file itself is given."""
    single_orientation_mode: bool | None = None
    """Whether all text of the page runs in one direction, which is more accurate; `false` reads
    text in several directions. If omitted, one direction is assumed."""
    language: str | None = None
    """Language of the text: `zh` Chinese and English, `es` Spanish, `ar` Arabic, `pt`
    Portuguese, `tr` Turkish, `th` Thai. Key-value pairs are found in Chinese and English only
    (D-210). If omitted, Chinese and English are read."""
    kv: bool | None = None
    """Whether to find pairs of a label and its value; they are returned in `kv_result`. No
    default is documented; expect off (D-054)."""
    table: bool | None = None
    """Whether to find logical tables, those of rows and columns with a heading in the first row
    or column; they are returned in `table_result`. No default is documented; expect off
    (D-054)."""
    layout: bool | None = None
    """Whether to find the areas of the page (titles, paragraphs, images and so on); they are
    returned in `layout_result`. No default is documented; expect off (D-054)."""
    return_excel: bool | None = None
    """Whether to return each table as a spreadsheet file too. Needs `table` to be true. No
    default is documented; expect off (D-054)."""
    form: bool | None = None
    """Whether to find ruled forms, with values in drawn cells, like a household register; they
    are returned in `form_result`. No default is documented; expect off (D-054)."""
    formula: bool | None = None
    """Whether to read formulas of up to three lines as LaTeX; they are returned in
    `formula_result`. Takes longer. No default is documented; expect off (D-054)."""
    image_layout: bool | None = None
    """Whether to analyse the layout of images on the page too; the result is in `image_layout`
    of `layout_result`, so `layout` has to be true (D-031). No default is documented; expect
    off (D-054)."""
    kv_map: str | None = None
    """A JSON object as text that renames labels of `kv_result`, each old label to its new one,
    like `{"Name": "Full name"}`. Needs `kv` to be true (D-031)."""
    erase_seal: bool | None = None
    """Whether to remove a seal before reading, so that the text under it is read better. No
    default is documented; expect off (D-054)."""
    pdf_page_number: int | None = None
    """Page of a PDF to read, counted from 1 (D-026). If omitted, the first page is read."""
    character_mode: bool | None = None
    """Whether to return every character of `ocr_result` with its position and confidence too. If
    omitted, only blocks are returned."""

    _names: ClassVar[Mapping[str, str]] = {
        "data": "data",
        "url": "url",
        "single_orientation_mode": "single_orientation_mode",
        "language": "language",
        "kv": "kv",
        "table": "table",
        "layout": "layout",
        "return_excel": "return_excel",
        "form": "form",
        "formula": "formula",
        "image_layout": "image_layout",
        "kv_map": "kv_map",
        "erase_seal": "erase_seal",
        "pdf_page_number": "pdf_page_number",
        "character_mode": "character_mode",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
