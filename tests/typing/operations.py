"""Result type of each method, as a user's type checker sees it; checked by pyright and mypy.

Nothing here is run. A type checker fails where a type is not exactly the one that is written.
"""

from __future__ import annotations

from pathlib import Path
from typing import assert_type

from ocr_wrapper import (
    AsyncOcrClient,
    CambodianIdCardResult,
    ChileIdCardResult,
    ColombiaIdCardResult,
    GeneralTableResult,
    GeneralTextResult,
    IdDocumentClassificationResult,
    IdDocumentResult,
    MyanmarDriverLicenseResult,
    MyanmarIdCardResult,
    OcrClient,
    PassportResult,
    PeruIdCardResult,
    Recognition,
    SmartDocumentResult,
    ThailandIdCardResult,
    ThailandLicensePlateResult,
    VietnamIdCardResult,
    WebImageResult,
)

IMAGE = Path("scan.png")


def blocking(client: OcrClient) -> None:
    """The methods of the blocking client."""
    assert_type(client.classify_id_document(IMAGE), Recognition[IdDocumentClassificationResult])
    assert_type(client.recognize_cambodian_id_card(IMAGE), Recognition[CambodianIdCardResult])
    assert_type(client.recognize_chile_id_card(IMAGE), Recognition[ChileIdCardResult])
    assert_type(client.recognize_colombia_id_card(IMAGE), Recognition[ColombiaIdCardResult])
    assert_type(client.recognize_general_table(IMAGE), Recognition[GeneralTableResult])
    assert_type(client.recognize_general_text(IMAGE), Recognition[GeneralTextResult])
    assert_type(client.recognize_id_document(IMAGE), Recognition[IdDocumentResult])
    assert_type(
        client.recognize_myanmar_driver_license(IMAGE), Recognition[MyanmarDriverLicenseResult]
    )
    assert_type(client.recognize_myanmar_id_card(IMAGE), Recognition[MyanmarIdCardResult])
    assert_type(client.recognize_passport(IMAGE), Recognition[PassportResult])
    assert_type(client.recognize_peru_id_card(IMAGE), Recognition[PeruIdCardResult])
    assert_type(client.recognize_smart_document(IMAGE), Recognition[list[SmartDocumentResult]])
    assert_type(client.recognize_thailand_id_card(IMAGE), Recognition[ThailandIdCardResult])
    assert_type(
        client.recognize_thailand_license_plate(IMAGE),
        Recognition[list[ThailandLicensePlateResult]],
    )
    assert_type(client.recognize_vietnam_id_card(IMAGE), Recognition[VietnamIdCardResult])
    assert_type(client.recognize_web_image(IMAGE), Recognition[WebImageResult])


async def awaited(client: AsyncOcrClient) -> None:
    """The methods of the client that is awaited."""
    assert_type(
        await client.classify_id_document(IMAGE), Recognition[IdDocumentClassificationResult]
    )
    assert_type(await client.recognize_cambodian_id_card(IMAGE), Recognition[CambodianIdCardResult])
    assert_type(await client.recognize_chile_id_card(IMAGE), Recognition[ChileIdCardResult])
    assert_type(await client.recognize_colombia_id_card(IMAGE), Recognition[ColombiaIdCardResult])
    assert_type(await client.recognize_general_table(IMAGE), Recognition[GeneralTableResult])
    assert_type(await client.recognize_general_text(IMAGE), Recognition[GeneralTextResult])
    assert_type(await client.recognize_id_document(IMAGE), Recognition[IdDocumentResult])
    assert_type(
        await client.recognize_myanmar_driver_license(IMAGE),
        Recognition[MyanmarDriverLicenseResult],
    )
    assert_type(await client.recognize_myanmar_id_card(IMAGE), Recognition[MyanmarIdCardResult])
    assert_type(await client.recognize_passport(IMAGE), Recognition[PassportResult])
    assert_type(await client.recognize_peru_id_card(IMAGE), Recognition[PeruIdCardResult])
    assert_type(
        await client.recognize_smart_document(IMAGE), Recognition[list[SmartDocumentResult]]
    )
    assert_type(await client.recognize_thailand_id_card(IMAGE), Recognition[ThailandIdCardResult])
    assert_type(
        await client.recognize_thailand_license_plate(IMAGE),
        Recognition[list[ThailandLicensePlateResult]],
    )
    assert_type(await client.recognize_vietnam_id_card(IMAGE), Recognition[VietnamIdCardResult])
    assert_type(await client.recognize_web_image(IMAGE), Recognition[WebImageResult])
