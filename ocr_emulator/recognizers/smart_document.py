"""Recognizer of documents: text, pairs of label and value, tables, forms and layout areas.

Options and response: API Reference 4.1, tables 4-3 to 4-19. All of a page stands in one item
(D-024). Formulas are not recognized, and the response says so.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from ocr_emulator.contract.unread import Unread
from ocr_emulator.engine.base import Character, Engine, Line
from ocr_emulator.engine.scripts.text import Text, read_text
from ocr_emulator.recognizers.base import Options, RecognitionError, Recognized, Result
from ocr_emulator.recognizers.places import (
    checked_language,
    lines_left_out,
    location,
    scale_of,
)
from ocr_emulator.recognizers.spreadsheet import missing, workbook

if TYPE_CHECKING:
    from huawei_ocr_api.payloads import (
        SmartDocumentArea,
        SmartDocumentCell,
        SmartDocumentChar,
        SmartDocumentLayout,
        SmartDocumentPair,
        SmartDocumentPairBlock,
        SmartDocumentResult,
        SmartDocumentTable,
        SmartDocumentText,
        SmartDocumentWordsBlock,
    )
    from PIL import Image

    from ocr_emulator.engine.document.pairs import Pair
    from ocr_emulator.engine.layout.areas import PageArea
    from ocr_emulator.engine.tables.find import Tables
    from ocr_emulator.engine.tables.model import Piece, Table

_NEEDS_TABLES = ("kv", "table", "form", "layout")


def recognize_smart_document(image: Image.Image, options: Options, engine: Engine) -> Recognized:
    """Recognize one page of a document.

    Raises:
        RecognitionError: AIS.0105 for a language that neither engine nor extra reads, AIS.0101
            for a `kv_map` that is no JSON object of texts.
    """
    language = checked_language(options, engine)
    renamed = _renamed(options)
    text = read_text(
        engine,
        image,
        language=language,
        orient=True,
        characters=True,
        mixed=options.get("single_orientation_mode") is False,
    )
    return _Document(image, text, options, renamed).recognized()


def _renamed(options: Options) -> dict[str, str]:
    """Return new labels by old ones."""
    text = options.get("kv_map")
    if not text:
        return {}
    try:
        value: Any = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise RecognitionError("AIS.0101", "kv_map is no JSON object that maps texts to texts")
    return cast("dict[str, str]", value)


class _Document:
    """Build the result of one page."""

    def __init__(
        self,
        image: Image.Image,
        text: Text,
        options: Options,
        renamed: dict[str, str],
    ) -> None:
        self._image, self._page, self._options = image, text.page, options
        self._renamed = renamed
        self._place = partial(location, scale=scale_of(image))
        self._unread = lines_left_out(text, "ocr_result")
        self._tables: list[Table] = []
        self._forms: list[Table] = []
        self._found: Tables | None = None
        if any(options.get(name) for name in _NEEDS_TABLES):
            self._analyse(text.engine)

    def _analyse(self, engine: Engine) -> None:
        from ocr_emulator.engine.document.kinds import is_form, is_list_of_labels
        from ocr_emulator.engine.tables.find import find_tables

        self._found = find_tables(engine, self._image, self._page)
        sheet = self._found.sheet
        for table in self._found.tables:
            if not is_list_of_labels(sheet, table):
                (self._forms if is_form(sheet, table) else self._tables).append(table)

    def recognized(self) -> Recognized:
        """Return what the options ask for."""
        wanted = self._options.get
        result: SmartDocumentResult = {"ocr_result": self._text()}
        if wanted("kv"):
            pairs = [self._pair(pair) for pair in self._pairs()]
            result["kv_result"] = {"kv_block_count": len(pairs), "kv_block_list": pairs}
        if wanted("table"):
            tables = [self._table(table) for table in self._tables]
            result["table_result"] = {"table_count": len(tables), "table_list": tables}
        if wanted("layout"):
            result["layout_result"] = self._layout()
        if wanted("form"):
            forms = [self._table(table) for table in self._forms]
            result["form_result"] = {"form_count": len(forms), "form_list": forms}
        if wanted("formula"):
            result["formula_result"] = {"formula_count": 0, "formula_list": []}
            self._miss("formula_result", "the engine reads no formulas")
        if wanted("image_layout"):
            self._miss("layout_result.image_layout", "the layout of images is not analysed")
        if wanted("erase_seal"):
            self._miss("erase_seal", "seals are not removed; text under one may be misread")
        return Recognized(cast("Result", [result]), tuple(self._unread))

    def _miss(self, part: str, reason: str, install: str = "") -> None:
        self._note(Unread(part, reason, install))

    def _note(self, note: Unread) -> None:
        if note not in self._unread:
            self._unread.append(note)

    # --- text ---------------------------------------------------------------------------

    def _text(self) -> SmartDocumentText:
        blocks = [self._block(line) for line in self._page.lines]
        return {
            "direction": round(self._page.angle, 4) % 360,
            "words_block_count": len(blocks),
            "words_block_list": blocks,
        }

    def _block(self, line: Line) -> SmartDocumentWordsBlock:
        block: SmartDocumentWordsBlock = {
            "words": line.text,
            "location": self._place(line.polygon),
            "confidence": round(line.confidence, 4),
        }
        if self._options.get("character_mode"):
            block["char_list"] = [self._character(one) for one in line.characters]
        return block

    def _character(self, character: Character) -> SmartDocumentChar:
        return {
            "char": character.text,
            "char_location": self._place(character.polygon),
            "char_confidence": round(character.confidence, 4),
        }

    # --- pairs --------------------------------------------------------------------------

    def _pairs(self) -> list[Pair]:
        from ocr_emulator.engine.document.pairs import find_pairs

        if self._found is None:
            return []
        tables = [*self._tables, *self._forms]
        inside = frozenset[int]().union(*(table.lines for table in tables))
        outside = [i for i in range(len(self._page.lines)) if i not in inside]
        return find_pairs(self._found.sheet, tables, outside)

    def _pair(self, pair: Pair) -> SmartDocumentPair:
        blocks = [self._part(piece, "key") for piece in pair.key_pieces]
        blocks += [self._part(piece, "value") for piece in pair.value_pieces]
        return {
            "key": self._renamed.get(pair.key, pair.key),
            "value": pair.value,
            "words_block_count": len(blocks),
            "words_block_list": blocks,
        }

    def _part(self, piece: Piece, kind: str) -> SmartDocumentPairBlock:
        return {"words": piece.text, "location": self._place(piece.polygon), "type": kind}

    # --- tables -------------------------------------------------------------------------

    def _table(self, table: Table) -> SmartDocumentTable:
        cells: list[SmartDocumentCell] = [
            {
                "words": cell.text,
                "rows": list(cell.span.rows),
                "columns": list(cell.span.columns),
            }
            for cell in table.cells
        ]
        value: SmartDocumentTable = {
            "location": self._place(table.polygon),
            "words_block_count": len(cells),
            "words_block_list": cells,
        }
        count = sum(cell.unread for cell in table.cells)
        if count:
            kind = "form_result" if table in self._forms else "table_result"
            self._miss(kind, f"{count} cells have marks in them that are no legible text")
        if self._options.get("return_excel"):
            excel = workbook([table])
            if excel is None:
                self._note(missing("excel"))
            else:
                value["excel"] = excel
        return value

    # --- layout -------------------------------------------------------------------------

    def _layout(self) -> SmartDocumentLayout:
        from ocr_emulator.engine.layout.areas import page_areas
        from ocr_emulator.engine.layout.model import REQUIREMENT, LayoutUnavailableError

        try:
            found = page_areas(self._image, self._page, [*self._tables, *self._forms])
        except LayoutUnavailableError as error:
            self._miss("layout_result", str(error), REQUIREMENT)
            found = ()
        areas = [self._area(area) for area in found]
        return {"layout_block_count": len(areas), "layout_block_list": areas}

    def _area(self, area: PageArea) -> SmartDocumentArea:
        is_form = area.table is not None and area.table in self._forms
        value: SmartDocumentArea = {
            "location": self._place(area.polygon),
            "type": "form" if is_form else area.kind,
            "text": "\n".join(self._page.lines[i].text for i in area.lines),
            "words_ids": list(area.lines),
        }
        if area.table is not None and is_form and self._options.get("form"):
            value["form_id"] = self._forms.index(area.table)
        elif area.table is not None and not is_form and self._options.get("table"):
            value["table_id"] = self._tables.index(area.table)
        return value
