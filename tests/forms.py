"""PDF files with a form that is filled, and where their ink is."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, ImageOps

SIZE = (400, 250)
"""Points of each page; other than Letter, which readers assume if they find no size."""

FIELD = (40, 120, 320, 160)
"""Left, bottom, right and top of the field in points."""


def filled_form(
    *,
    appearance: bool = True,
    inherited: bool = False,
    rotation: int = 0,
    owner: str = "",
    form: bool = True,
) -> bytes:
    """Return a PDF of two pages; the first one has a filled field and a stamp.

    Args:
        appearance: Whether the field says how it looks; readers draw it themselves otherwise.
        inherited: Whether the page has its size from the document.
        rotation: Degrees by which the page is turned.
        owner: Password to change the document, which is encrypted then.
        form: Whether the document says that it has a form; readers show its fields anyway.
    """
    pdf = Pdf.new()
    page = pdf.add_blank_page(page_size=SIZE).obj
    pdf.add_blank_page(page_size=SIZE)
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    fonts = Dictionary(Font=Dictionary(Helv=pdf.make_indirect(font)))
    field = _annotation("Widget", FIELD)
    field.FT, field.T, field.V = Name.Tx, String("surname"), String("SPECIMEN")
    field.DA = String("/Helv 30 Tf 0 g")
    if appearance:
        text = b"/Tx BMC BT /Helv 30 Tf 0 g 2 8 Td (SPECIMEN) Tj ET EMC"
        field.AP = _look(pdf, text, (280, 40), fonts)
    stamp = _annotation("Stamp", (320, 20, 360, 50))
    stamp.AP = _look(pdf, b"0 g 0 0 40 30 re f", (40, 30), Dictionary())
    field = pdf.make_indirect(field)
    page.Annots = Array([field, pdf.make_indirect(stamp)])
    if form:
        pdf.Root.AcroForm = Dictionary(Fields=Array([field]), DR=fonts)
    if rotation:
        page.Rotate = rotation
    if inherited:
        pdf.Root.Pages.MediaBox = page.MediaBox
        del page.MediaBox
    target = io.BytesIO()
    pdf.save(target, encryption=pikepdf.Encryption(user="", owner=owner) if owner else False)
    return target.getvalue()


def dark_area(image: Image.Image) -> tuple[int, int, int, int] | None:
    """Return the bounds of everything dark; None if there is nothing."""
    return ImageOps.invert(image.convert("L")).point(lambda value: 255 * (value > 128)).getbbox()


def _annotation(kind: str, place: tuple[int, int, int, int]) -> Dictionary:
    return Dictionary(Type=Name.Annot, Subtype=Name("/" + kind), Rect=Array(place), F=4)


def _look(pdf: Pdf, drawing: bytes, size: tuple[int, int], resources: Dictionary) -> Any:
    look = Stream(
        pdf,
        drawing,
        Dictionary(
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, *size]),
            Resources=resources,
        ),
    )
    return Dictionary(N=pdf.make_indirect(look))
