"""Typed methods of the operations: base classes of the clients, which define `call`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from ocr_wrapper import ImageInput, Recognition

    from .models import (
        CambodianIdCardResult,
        ChileIdCardResult,
        ColombiaIdCardResult,
        GeneralTableResult,
        GeneralTextResult,
        IdDocumentClassificationResult,
        IdDocumentResult,
        MyanmarDriverLicenseResult,
        MyanmarIdCardResult,
        PassportResult,
        PeruIdCardResult,
        SmartDocumentResult,
        ThailandIdCardResult,
        ThailandLicensePlateResult,
        VietnamIdCardResult,
        WebImageResult,
    )

GeneralTextLanguage: TypeAlias = Literal[
    "auto",
    "ms",
    "uk",
    "hi",
    "ru",
    "vi",
    "id",
    "th",
    "zh",
    "ar",
    "de",
    "la",
    "fr",
    "it",
    "es",
    "pt",
    "ro",
    "pl",
    "am",
    "ja",
    "ko",
    "tr",
    "no",
    "da",
    "sv",
    "km",
    "he",
]

IdDocumentCountryRegion: TypeAlias = Literal[
    "ALB",
    "BRA",
    "CHL",
    "HKG",
    "IDN",
    "IND",
    "MYS",
    "NGA",
    "PAK",
    "PHL",
    "RUS",
    "THA",
    "TWN",
    "UKR",
    "VNM",
]

IdDocumentIdType: TypeAlias = Literal["PP", "DL", "ID"]

PassportCountryCode: TypeAlias = Literal["", "GENERAL", "CHN"]

SmartDocumentLanguage: TypeAlias = Literal["zh", "es", "ar", "pt", "tr", "th"]

ThailandIdCardSide: TypeAlias = Literal["", "front", "back"]

VietnamIdCardSide: TypeAlias = Literal["", "front", "back"]

WebImageExtractType: TypeAlias = Literal["contact_info", "image_size"]


class SyncOperations:
    """One blocking method per operation."""

    def call(self, operation: str, image: ImageInput | None = None, **options: Any) -> Any:
        """Call an operation by its name; options that are None are not sent."""
        raise NotImplementedError

    def classify_id_document(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        alarm: bool | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[IdDocumentClassificationResult]:
        """Classify an identity document as one of nine types.

        Returns the type of the identity document, its position in the image and, on request,
        what is wrong with the image: blur, glare, covered or missing edges, poor light, a
        black-and-white copy, a photo of a screen or print.

        Known are the identity cards of Cambodia, China, Hong Kong, Macao, Myanmar, Peru and
        Thailand, the driver's license of Myanmar, and passports.

        Regions: ap-southeast-2. Formats: PNG, JPG, JPEG, BMP, TIFF. Sides: 15 to 8,192 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            alarm: Whether to check the quality of the image too; they are returned in
                `alarm_result` and `alarm_confidence`. Off by default.
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[IdDocumentClassificationResult] = self.call(
            "classify_id_document",
            image,
            url=url,
            alarm=alarm,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    def recognize_cambodian_id_card(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        return_portrait_image: bool | None = None,
        return_portrait_location: bool | None = None,
        return_idcard_type: bool | None = None,
        detect_border_integrity: bool | None = None,
        detect_blocking_within_border: bool | None = None,
        detect_blur: bool | None = None,
        detect_glare: bool | None = None,
        return_adjusted_image: bool | None = None,
        detect_tampering: bool | None = None,
        detect_reproduce: bool | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[CambodianIdCardResult]:
        """Read the front of an identity card of Cambodia.

        Reads the front of one card with its machine-readable lines and, when asked for, checks
        the image for signs of a copy, of damage or of fraud. The card may be turned by any
        angle. Glare and darkness cost accuracy. The back cannot be read.

        The vendor spells the path `cambodian-idcard`, without the second hyphen.

        Regions: ap-southeast-3. Formats: PNG, JPG, BMP, TIFF. Sides: 15 to 8,192 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            return_portrait_image: Whether to return the portrait, cut out, as Base64 text. Off
                by default.
            return_portrait_location: Whether to return the corners of the portrait. Off by
                default.
            return_idcard_type: Whether to distinguish an original card from a copy, with a
                score. No default is documented; expect off (D-054).
            detect_border_integrity: Whether to check if the card's border is not complete; the
                result is `detect_border_integrity_result` and a score. No default is
                documented; expect off (D-054).
            detect_blocking_within_border: Whether to check if something covers a part of the
                card; the result is `detect_blocking_within_border_result` and a score. No
                default is documented; expect off (D-054).
            detect_blur: Whether to check if the image is blurred; the result is
                `detect_blur_result` and a score. No default is documented; expect off (D-054).
            detect_glare: Whether to check if glare lies on the card; the result is
                `detect_glare_result` and a score. No default is documented; expect off (D-054).
            return_adjusted_image: Whether to return the image of the card as Base64 text
                (D-060). No default is documented; expect off (D-054).
            detect_tampering: Whether to check if the portrait was tampered with; the result is
                `detect_tampering_result` and a score. Small retouches are not detected. No
                default is documented; expect off (D-054).
            detect_reproduce: Whether to check if the image was taken of another image or of a
                screen; the result is `detect_reproduce_result` and a score. No default is
                documented; expect off (D-054).
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[CambodianIdCardResult] = self.call(
            "recognize_cambodian_id_card",
            image,
            url=url,
            return_portrait_image=return_portrait_image,
            return_portrait_location=return_portrait_location,
            return_idcard_type=return_idcard_type,
            detect_border_integrity=detect_border_integrity,
            detect_blocking_within_border=detect_blocking_within_border,
            detect_blur=detect_blur,
            detect_glare=detect_glare,
            return_adjusted_image=return_adjusted_image,
            detect_tampering=detect_tampering,
            detect_reproduce=detect_reproduce,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    def recognize_chile_id_card(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[ChileIdCardResult]:
        """Read the front of a Chilean identity card.

        Reads the front of one identity card of Chile.

        The card may be turned by any angle. Light that is too strong or too weak costs
        accuracy.

        Regions: la-south-2. Formats: PNG, JPG, BMP, TIFF. Sides: 15 to 8,192 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[ChileIdCardResult] = self.call(
            "recognize_chile_id_card",
            image,
            url=url,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    def recognize_colombia_id_card(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[ColombiaIdCardResult]:
        """Read one side of an identity card of Colombia.

        Reads the front or the back of one card and finds out by itself which of them it is. The
        card may be turned by any angle and moderately distorted, its sides by no more than 10 %
        of their proportion; it must be complete and cover more than 80 % of the image. Glare
        and darkness cost accuracy.

        An image that shows both sides has to be cut in two. The operation has no options.

        Regions: la-north-2. Formats: PNG, JPG, JPEG, BMP, TIFF. Sides: 15 to 8,192 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[ColombiaIdCardResult] = self.call(
            "recognize_colombia_id_card",
            image,
            url=url,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    def recognize_general_table(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        return_text_location: bool | None = None,
        return_char_location: bool | None = None,
        return_confidence: bool | None = None,
        return_excel: bool | None = None,
        return_rectification_matrix: bool | None = None,
        with_borders: bool | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[GeneralTableResult]:
        """Read tables and the text around them.

        Divides the image into regions of running text and tables, in reading order, and returns
        the words of each. Every cell of a table has the rows and columns that it covers, so
        merged cells can be rebuilt.

        English and Chinese are read, traditional characters with limits. The image may be
        turned by any angle; the tables should cover more than 80 % of it, with their edges
        inside. Busy backgrounds (outdoor scenes, security prints) and bent table lines are not
        supported.

        Regions: ap-southeast-3. Formats: PNG, JPG, JPEG, BMP, TIFF. Sides: 15 to 8,192 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            return_text_location: Whether to return the corners of text blocks and of cells, and
                the pieces of text inside each cell. Off by default.
            return_char_location: Whether to return every single character with its corners and
                confidence. Works only with `return_text_location`. Off by default.
            return_confidence: Returns confidences. Off by default.
            return_excel: Whether to return the page as an Excel file too. Off by default.
            return_rectification_matrix: Whether to return the matrix of the perspective
                correction. Off by default. The vendor's tables name no field for it; a response
                keeps it as an unknown field (D-041).
            with_borders: Declares that all tables in the image have ruled lines; only such
                tables are then read, and more accurately. Off by default, which reads tables
                without lines too.
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[GeneralTableResult] = self.call(
            "recognize_general_table",
            image,
            url=url,
            return_text_location=return_text_location,
            return_char_location=return_char_location,
            return_confidence=return_confidence,
            return_excel=return_excel,
            return_rectification_matrix=return_rectification_matrix,
            with_borders=with_borders,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    def recognize_general_text(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        detect_direction: bool | None = None,
        quick_mode: bool | None = None,
        character_mode: bool | None = None,
        language: GeneralTextLanguage | None = None,
        single_orientation_mode: bool | None = None,
        pdf_page_number: int | None = None,
        return_markdown_result: bool | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[GeneralTextResult]:
        """Read all text of an image or a page, with positions.

        Finds the blocks of text in a scan, a photograph, a receipt, a form or one page of a
        PDF, and returns each with its corners and its confidence, from left to right and from
        top to bottom.

        The text should cover more than 80 % of the image; an image may be turned by any angle,
        and faint watermarks of text are left out. Text on a busy background (a street, say) or
        badly distorted text is not read. Traditional Chinese is read in part. Corners in a PDF
        tell only how the blocks lie to each other.

        Regions: ap-southeast-1. Formats: PNG, JPG, JPEG, BMP, GIF, TIFF, WebP, PCX, ICO, PSD,
        PDF. Sides: 15 to 30,000 pixels, at most 160,000,000 in all.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            detect_direction: Whether to detect the rotation of the image and correct it before
                reading. Advised for an image that is not upright. If omitted, the image is
                assumed to be upright.
            quick_mode: Whether to read faster. For an image of one line whose text covers more
                than half of it. If omitted, the normal mode is used.
            character_mode: Whether to return every character with its position and confidence
                too. If omitted, only blocks are returned.
            language: Language of the text (D-203): `auto` detected by the service, `ms` Malay,
                `uk` Ukrainian, `hi` Hindi, `ru` Russian, `vi` Vietnamese, `id` Indonesian, `th`
                Thai, `zh` Chinese and English, `ar` Arabic, `de` German, `la` Latin, `fr`
                French, `it` Italian, `es` Spanish, `pt` Portuguese, `ro` Romanian, `pl` Polish,
                `am` Amharic, `ja` Japanese, `ko` Korean, `tr` Turkish, `no` Norwegian, `da`
                Danish, `sv` Swedish, `km` Khmer, `he` Hebrew. If omitted, Chinese and English
                are read.
            single_orientation_mode: Whether all text of the image runs in one direction. If
                omitted, the service expects text in several directions.
            pdf_page_number: Page of a PDF to read, counted from 1 (D-202). If omitted, the
                first page is read.
            return_markdown_result: Whether to return the text of all blocks joined into one
                string too. Off by default.
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[GeneralTextResult] = self.call(
            "recognize_general_text",
            image,
            url=url,
            detect_direction=detect_direction,
            quick_mode=quick_mode,
            character_mode=character_mode,
            language=language,
            single_orientation_mode=single_orientation_mode,
            pdf_page_number=pdf_page_number,
            return_markdown_result=return_markdown_result,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    def recognize_id_document(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        country_region: Sequence[IdDocumentCountryRegion] | None = None,
        id_type: Sequence[IdDocumentIdType] | None = None,
        return_portrait_image: bool | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[IdDocumentResult]:
        """Read an identity document of one of fifteen countries.

        The vendor withdrew this operation on 2025-11-04.

        Finds out which identity document an image shows and returns its fields. Withdrawn: the
        vendor announced the end of its sale for 2025-02-18 and its removal for 2025-11-04
        (D-036). Use the operation of the country or of the kind of document.

        Known are passports (PP) of Albania, Brazil, Chile, India, Indonesia, Malaysia, Nigeria,
        Pakistan, the Philippines, Russia (international form), Taiwan, Thailand, Ukraine and
        Vietnam; driver's licenses (DL) of Albania, the Philippines and Vietnam; identity cards
        (ID) of Albania, Chile, Hong Kong, the Philippines (UMID), Thailand and Vietnam.

        Regions: ap-southeast-1. Formats: PNG, JPG, JPEG, BMP, TIFF. Sides: 100 to 8,192 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            country_region: Countries or regions of issue, by their three-letter codes; only
                documents of these are read. Has to name `VNM` for Vietnamese documents. If
                omitted or empty, all known documents are read (D-033).
            id_type: Kinds of document, `PP` passport, `DL` driver's license, `ID` identity
                card; only these are read. If omitted or empty, all kinds are read (D-033).
            return_portrait_image: Whether to return the image of the holder's face too. No
                default is documented; expect off (D-054).
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[IdDocumentResult] = self.call(
            "recognize_id_document",
            image,
            url=url,
            country_region=country_region,
            id_type=id_type,
            return_portrait_image=return_portrait_image,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    def recognize_myanmar_driver_license(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        convert_unicode: bool | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[MyanmarDriverLicenseResult]:
        """Read the front of a Myanmar driver's license.

        Reads the front of one driver's license of Myanmar and returns each field twice, in
        Burmese and in English as printed.

        The license may be turned by any angle and moderately distorted (its proportions by at
        most a tenth). Light that is too strong or too weak costs accuracy. The longest side is
        4,096 pixels by one table and 8,192 by another place of the same page; the smaller one
        holds here (D-076).

        Regions: ap-southeast-1. Formats: PNG, JPG, JPEG, BMP, TIFF. Sides: 15 to 4,096 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            convert_unicode: Encoding of the Burmese text. `true` responds in Unicode, `false`
                in the older Zawgyi encoding, which most fonts show wrongly. If omitted, the
                response is Zawgyi.
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[MyanmarDriverLicenseResult] = self.call(
            "recognize_myanmar_driver_license",
            image,
            url=url,
            convert_unicode=convert_unicode,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    def recognize_myanmar_id_card(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        convert_unicode: bool | None = None,
        return_confidence: bool | None = None,
        return_portrait_image: bool | None = None,
        return_portrait_location: bool | None = None,
        return_idcard_type: bool | None = None,
        return_translation: bool | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[MyanmarIdCardResult]:
        """Read one side of a Myanmar identity card.

        Reads the front or the back of one national registration card of Myanmar, of the old or
        the new make, and returns its fields in Burmese script; four of the front's can come in
        Latin letters too.

        One side a call. The card may be turned by any angle and moderately distorted (its
        proportions by at most a tenth), must be complete, and has to cover more than a quarter
        of the image. Light that is too strong or too weak costs accuracy.

        Regions: ap-southeast-1, ap-southeast-2. Formats: PNG, JPG, JPEG, BMP, TIFF. Sides: 15
        to 8,192 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            convert_unicode: Encoding of the Burmese text. `true` responds in Unicode, `false`
                in the older Zawgyi encoding, which most fonts show wrongly. If omitted, the
                response is Zawgyi.
            return_confidence: Whether to return the confidences of the fields. Off by default.
            return_portrait_image: Whether to return the portrait, cut out, as Base64 text. Off
                by default.
            return_portrait_location: Whether to return the corners of the portrait. No default
                is documented; expect off (D-075).
            return_idcard_type: Whether to distinguish an original from a copy. No default is
                documented; expect off (D-075).
            return_translation: Whether to return names, number and date of birth of the front
                in Latin letters too. No default is documented; expect off (D-075).
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[MyanmarIdCardResult] = self.call(
            "recognize_myanmar_id_card",
            image,
            url=url,
            convert_unicode=convert_unicode,
            return_confidence=return_confidence,
            return_portrait_image=return_portrait_image,
            return_portrait_location=return_portrait_location,
            return_idcard_type=return_idcard_type,
            return_translation=return_translation,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    def recognize_passport(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        country_code: PassportCountryCode | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[PassportResult]:
        """Read the data page of a passport.

        Finds the data page of one passport and returns its fields. Chinese passports of 2012
        and later are read whole; of any other passport, those of Hong Kong, Macao and Taiwan
        included, the two machine-readable lines are read and seven fields are taken from them
        (D-005).

        The page may be turned by any angle and moderately distorted (its proportions by at most
        a tenth), must be complete, and has to cover more than a quarter of the image. Light
        that is too strong or too weak costs accuracy.

        Regions: ap-southeast-1, ap-southeast-2, cn-north-4. Formats: PNG, JPG, JPEG, BMP, TIFF.
        Sides: 15 to 8,192 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            country_code: Chooses the reader. `GENERAL` reads the machine-readable lines of any
                passport, `CHN` reads every field of a Chinese one. If omitted or empty, the
                service decides by the passport in the image (D-008).
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[PassportResult] = self.call(
            "recognize_passport",
            image,
            url=url,
            country_code=country_code,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    def recognize_peru_id_card(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        return_portrait_image: bool | None = None,
        return_portrait_location: bool | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[PeruIdCardResult]:
        """Read a Peruvian identity card.

        Reads an identity card of Peru, of either make that the page shows, and returns the
        fields of what the file shows of it; the response does not name a side. A PDF is allowed
        by one statement of the page and by the vendor's SDK (D-084).

        The card may be turned by any angle and moderately distorted (its proportions by at most
        a tenth), must be complete, and has to cover more than a quarter of the image. Light
        that is too strong or too weak costs accuracy.

        Regions: la-south-2. Formats: PNG, JPG, JPEG, BMP, TIFF, PDF. Sides: 15 to 8,192 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            return_portrait_image: Whether to return the portrait, cut out, as Base64 text. If
                omitted or false, the field is null or absent.
            return_portrait_location: Whether to return the corners of the portrait. If omitted
                or false, the field is null or absent.
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[PeruIdCardResult] = self.call(
            "recognize_peru_id_card",
            image,
            url=url,
            return_portrait_image=return_portrait_image,
            return_portrait_location=return_portrait_location,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    def recognize_smart_document(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        single_orientation_mode: bool | None = None,
        language: SmartDocumentLanguage | None = None,
        kv: bool | None = None,
        table: bool | None = None,
        layout: bool | None = None,
        return_excel: bool | None = None,
        form: bool | None = None,
        formula: bool | None = None,
        image_layout: bool | None = None,
        kv_map: str | None = None,
        erase_seal: bool | None = None,
        pdf_page_number: int | None = None,
        character_mode: bool | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[list[SmartDocumentResult]]:
        """Read text, key-value pairs, tables, forms, formulas and layout of a document.

        Reads one page of any document (a certificate, a receipt, a form, a paper) and returns
        its text; on request also pairs of a label and its value, logical tables, ruled forms,
        formulas as LaTeX, and the areas that the page is laid out in.

        The document should cover more than 80 % of the image, may be turned by any angle and
        should hold no more than 1,800 characters. Text on a busy background (a street, a
        security pattern) or badly distorted text is not read. Traditional Chinese is read in
        part (D-210). A PDF is rendered at 150 dpi first and has to meet the limits of an image
        then; corners in a PDF tell only how the parts lie to each other.

        Regions: ap-southeast-1, ap-southeast-3. Formats: PNG, JPG, JPEG, BMP, GIF, TIFF, WebP,
        PCX, ICO, PSD, PDF. Sides: 15 to 30,000 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            single_orientation_mode: Whether all text of the page runs in one direction, which
                is more accurate; `false` reads text in several directions. If omitted, one
                direction is assumed.
            language: Language of the text: `zh` Chinese and English, `es` Spanish, `ar` Arabic,
                `pt` Portuguese, `tr` Turkish, `th` Thai. Key-value pairs are found in Chinese
                and English only (D-210). If omitted, Chinese and English are read.
            kv: Whether to find pairs of a label and its value; they are returned in
                `kv_result`. No default is documented; expect off (D-054).
            table: Whether to find logical tables, those of rows and columns with a heading in
                the first row or column; they are returned in `table_result`. No default is
                documented; expect off (D-054).
            layout: Whether to find the areas of the page (titles, paragraphs, images and so
                on); they are returned in `layout_result`. No default is documented; expect off
                (D-054).
            return_excel: Whether to return each table as a spreadsheet file too. Needs `table`
                to be true. No default is documented; expect off (D-054).
            form: Whether to find ruled forms, with values in drawn cells, like a household
                register; they are returned in `form_result`. No default is documented; expect
                off (D-054).
            formula: Whether to read formulas of up to three lines as LaTeX; they are returned
                in `formula_result`. Takes longer. No default is documented; expect off (D-054).
            image_layout: Whether to analyse the layout of images on the page too; the result is
                in `image_layout` of `layout_result`, so `layout` has to be true (D-031). No
                default is documented; expect off (D-054).
            kv_map: A JSON object as text that renames labels of `kv_result`, each old label to
                its new one, like `{"Name": "Full name"}`. Needs `kv` to be true (D-031).
            erase_seal: Whether to remove a seal before reading, so that the text under it is
                read better. No default is documented; expect off (D-054).
            pdf_page_number: Page of a PDF to read, counted from 1 (D-026). If omitted, the
                first page is read.
            character_mode: Whether to return every character of `ocr_result` with its position
                and confidence too. If omitted, only blocks are returned.
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[list[SmartDocumentResult]] = self.call(
            "recognize_smart_document",
            image,
            url=url,
            single_orientation_mode=single_orientation_mode,
            language=language,
            kv=kv,
            table=table,
            layout=layout,
            return_excel=return_excel,
            form=form,
            formula=formula,
            image_layout=image_layout,
            kv_map=kv_map,
            erase_seal=erase_seal,
            pdf_page_number=pdf_page_number,
            character_mode=character_mode,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    def recognize_thailand_id_card(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        side: ThailandIdCardSide | None = None,
        return_portrait_image: bool | None = None,
        return_portrait_location: bool | None = None,
        return_idcard_type: bool | None = None,
        return_text_location: bool | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[ThailandIdCardResult]:
        """Read one side of an identity card of Thailand.

        Reads the front or the back of one card, the ordinary one or the pink one for
        foreigners. The card may be turned by any angle and moderately distorted, its sides by
        no more than 10 % of their proportion; it must be complete and cover more than a quarter
        of the image. Glare and darkness cost accuracy.

        An image that shows both sides has to be cut in two.

        Regions: ap-southeast-2. Formats: PNG, JPG, JPEG, BMP, TIFF. Sides: 15 to 8,192 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            side: Which side the image shows. If omitted or empty, the service detects it;
                giving it makes the reading more accurate.
            return_portrait_image: Whether to return the portrait, cut out, as Base64 text. Off
                by default.
            return_portrait_location: Whether to return the corners of the portrait. No default
                is documented; expect off (D-054).
            return_idcard_type: Whether to distinguish an original card from a copy. No default
                is documented; expect off (D-054).
            return_text_location: Whether to return the position of each field in the image. Off
                by default.
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[ThailandIdCardResult] = self.call(
            "recognize_thailand_id_card",
            image,
            url=url,
            side=side,
            return_portrait_image=return_portrait_image,
            return_portrait_location=return_portrait_location,
            return_idcard_type=return_idcard_type,
            return_text_location=return_text_location,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    def recognize_thailand_license_plate(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[list[ThailandLicensePlateResult]]:
        """Read the license plates of Thailand in an image.

        Finds the license plates of Thailand in an image and returns the number, the province
        and the place of each.

        A plate may be turned by any angle. Light that is too strong or too weak costs accuracy.

        Regions: ap-southeast-2. Formats: PNG, JPG, JPEG, BMP, TIFF. Sides: 15 to 8,192 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[list[ThailandLicensePlateResult]] = self.call(
            "recognize_thailand_license_plate",
            image,
            url=url,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    def recognize_vietnam_id_card(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        side: VietnamIdCardSide | None = None,
        return_portrait_image: bool | None = None,
        return_portrait_location: bool | None = None,
        return_idcard_type: bool | None = None,
        return_text_location: bool | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[VietnamIdCardResult]:
        """Read one side of a Vietnamese identity card.

        Reads the front or the back of one identity card of Vietnam.

        The card may be turned by any angle. Light that is too strong or too weak, and the
        watermarks against forgery, cost accuracy.

        Regions: ap-southeast-1. Formats: PNG, JPG, JPEG, BMP, TIFF. Sides: 15 to 8,192 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            side: Side that the image shows. If omitted or empty, the service decides by the
                image; giving it makes the response more accurate.
            return_portrait_image: Whether to return the portrait, cut out, as Base64 text. Off
                by default.
            return_portrait_location: Whether to return the corners of the portrait. No default
                is documented; expect off (D-075).
            return_idcard_type: Whether to distinguish an original, a copy and a screen. No
                default is documented; expect off (D-075).
            return_text_location: Whether to return the corners of the text of each field. Off
                by default.
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[VietnamIdCardResult] = self.call(
            "recognize_vietnam_id_card",
            image,
            url=url,
            side=side,
            return_portrait_image=return_portrait_image,
            return_portrait_location=return_portrait_location,
            return_idcard_type=return_idcard_type,
            return_text_location=return_text_location,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    def recognize_web_image(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        detect_direction: bool | None = None,
        extract_type: Sequence[WebImageExtractType] | None = None,
        detect_font: bool | None = None,
        detect_text_direction: bool | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[WebImageResult]:
        """Read the text of a screenshot, an advertisement or a product image.

        Made for images that were composed on a screen: screenshots, product images of shops,
        advertising designs. Returns the blocks of text in reading order and, when asked for,
        the fonts they resemble, a postal contact or the size of the image.

        English and Chinese are read, traditional characters with limits. Text should cover more
        than 60 % of the image. Text at any angle is read when `detect_direction` is on.

        Regions: ap-southeast-2. Formats: PNG, JPG, JPEG, BMP, TIFF, TGA, WebP, ICO, PCX, GIF.
        Sides: 15 to 30,000 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            detect_direction: Whether to straighten a tilted image of any angle before reading.
                Off by default; advisable for tilted images.
            extract_type: What to extract besides the text. `image_size` is the width and height
                of the image, `contact_info` a name with telephone number and address. Nothing
                by default. The vendor's request table names `image_size` alone (D-046).
            detect_font: Compares the lettering of each block with known fonts and returns the
                five closest. Off by default.
            detect_text_direction: Whether to detect the direction of each piece of text by
                itself. On by default; turn it off if all text is upright.
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[WebImageResult] = self.call(
            "recognize_web_image",
            image,
            url=url,
            detect_direction=detect_direction,
            extract_type=extract_type,
            detect_font=detect_font,
            detect_text_direction=detect_text_direction,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found


class AsyncOperations:
    """One coroutine method per operation."""

    async def call(self, operation: str, image: ImageInput | None = None, **options: Any) -> Any:
        """Call an operation by its name; options that are None are not sent."""
        raise NotImplementedError

    async def classify_id_document(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        alarm: bool | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[IdDocumentClassificationResult]:
        """Classify an identity document as one of nine types.

        Returns the type of the identity document, its position in the image and, on request,
        what is wrong with the image: blur, glare, covered or missing edges, poor light, a
        black-and-white copy, a photo of a screen or print.

        Known are the identity cards of Cambodia, China, Hong Kong, Macao, Myanmar, Peru and
        Thailand, the driver's license of Myanmar, and passports.

        Regions: ap-southeast-2. Formats: PNG, JPG, JPEG, BMP, TIFF. Sides: 15 to 8,192 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            alarm: Whether to check the quality of the image too; they are returned in
                `alarm_result` and `alarm_confidence`. Off by default.
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[IdDocumentClassificationResult] = await self.call(
            "classify_id_document",
            image,
            url=url,
            alarm=alarm,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    async def recognize_cambodian_id_card(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        return_portrait_image: bool | None = None,
        return_portrait_location: bool | None = None,
        return_idcard_type: bool | None = None,
        detect_border_integrity: bool | None = None,
        detect_blocking_within_border: bool | None = None,
        detect_blur: bool | None = None,
        detect_glare: bool | None = None,
        return_adjusted_image: bool | None = None,
        detect_tampering: bool | None = None,
        detect_reproduce: bool | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[CambodianIdCardResult]:
        """Read the front of an identity card of Cambodia.

        Reads the front of one card with its machine-readable lines and, when asked for, checks
        the image for signs of a copy, of damage or of fraud. The card may be turned by any
        angle. Glare and darkness cost accuracy. The back cannot be read.

        The vendor spells the path `cambodian-idcard`, without the second hyphen.

        Regions: ap-southeast-3. Formats: PNG, JPG, BMP, TIFF. Sides: 15 to 8,192 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            return_portrait_image: Whether to return the portrait, cut out, as Base64 text. Off
                by default.
            return_portrait_location: Whether to return the corners of the portrait. Off by
                default.
            return_idcard_type: Whether to distinguish an original card from a copy, with a
                score. No default is documented; expect off (D-054).
            detect_border_integrity: Whether to check if the card's border is not complete; the
                result is `detect_border_integrity_result` and a score. No default is
                documented; expect off (D-054).
            detect_blocking_within_border: Whether to check if something covers a part of the
                card; the result is `detect_blocking_within_border_result` and a score. No
                default is documented; expect off (D-054).
            detect_blur: Whether to check if the image is blurred; the result is
                `detect_blur_result` and a score. No default is documented; expect off (D-054).
            detect_glare: Whether to check if glare lies on the card; the result is
                `detect_glare_result` and a score. No default is documented; expect off (D-054).
            return_adjusted_image: Whether to return the image of the card as Base64 text
                (D-060). No default is documented; expect off (D-054).
            detect_tampering: Whether to check if the portrait was tampered with; the result is
                `detect_tampering_result` and a score. Small retouches are not detected. No
                default is documented; expect off (D-054).
            detect_reproduce: Whether to check if the image was taken of another image or of a
                screen; the result is `detect_reproduce_result` and a score. No default is
                documented; expect off (D-054).
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[CambodianIdCardResult] = await self.call(
            "recognize_cambodian_id_card",
            image,
            url=url,
            return_portrait_image=return_portrait_image,
            return_portrait_location=return_portrait_location,
            return_idcard_type=return_idcard_type,
            detect_border_integrity=detect_border_integrity,
            detect_blocking_within_border=detect_blocking_within_border,
            detect_blur=detect_blur,
            detect_glare=detect_glare,
            return_adjusted_image=return_adjusted_image,
            detect_tampering=detect_tampering,
            detect_reproduce=detect_reproduce,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    async def recognize_chile_id_card(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[ChileIdCardResult]:
        """Read the front of a Chilean identity card.

        Reads the front of one identity card of Chile.

        The card may be turned by any angle. Light that is too strong or too weak costs
        accuracy.

        Regions: la-south-2. Formats: PNG, JPG, BMP, TIFF. Sides: 15 to 8,192 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[ChileIdCardResult] = await self.call(
            "recognize_chile_id_card",
            image,
            url=url,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    async def recognize_colombia_id_card(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[ColombiaIdCardResult]:
        """Read one side of an identity card of Colombia.

        Reads the front or the back of one card and finds out by itself which of them it is. The
        card may be turned by any angle and moderately distorted, its sides by no more than 10 %
        of their proportion; it must be complete and cover more than 80 % of the image. Glare
        and darkness cost accuracy.

        An image that shows both sides has to be cut in two. The operation has no options.

        Regions: la-north-2. Formats: PNG, JPG, JPEG, BMP, TIFF. Sides: 15 to 8,192 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[ColombiaIdCardResult] = await self.call(
            "recognize_colombia_id_card",
            image,
            url=url,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    async def recognize_general_table(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        return_text_location: bool | None = None,
        return_char_location: bool | None = None,
        return_confidence: bool | None = None,
        return_excel: bool | None = None,
        return_rectification_matrix: bool | None = None,
        with_borders: bool | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[GeneralTableResult]:
        """Read tables and the text around them.

        Divides the image into regions of running text and tables, in reading order, and returns
        the words of each. Every cell of a table has the rows and columns that it covers, so
        merged cells can be rebuilt.

        English and Chinese are read, traditional characters with limits. The image may be
        turned by any angle; the tables should cover more than 80 % of it, with their edges
        inside. Busy backgrounds (outdoor scenes, security prints) and bent table lines are not
        supported.

        Regions: ap-southeast-3. Formats: PNG, JPG, JPEG, BMP, TIFF. Sides: 15 to 8,192 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            return_text_location: Whether to return the corners of text blocks and of cells, and
                the pieces of text inside each cell. Off by default.
            return_char_location: Whether to return every single character with its corners and
                confidence. Works only with `return_text_location`. Off by default.
            return_confidence: Returns confidences. Off by default.
            return_excel: Whether to return the page as an Excel file too. Off by default.
            return_rectification_matrix: Whether to return the matrix of the perspective
                correction. Off by default. The vendor's tables name no field for it; a response
                keeps it as an unknown field (D-041).
            with_borders: Declares that all tables in the image have ruled lines; only such
                tables are then read, and more accurately. Off by default, which reads tables
                without lines too.
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[GeneralTableResult] = await self.call(
            "recognize_general_table",
            image,
            url=url,
            return_text_location=return_text_location,
            return_char_location=return_char_location,
            return_confidence=return_confidence,
            return_excel=return_excel,
            return_rectification_matrix=return_rectification_matrix,
            with_borders=with_borders,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    async def recognize_general_text(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        detect_direction: bool | None = None,
        quick_mode: bool | None = None,
        character_mode: bool | None = None,
        language: GeneralTextLanguage | None = None,
        single_orientation_mode: bool | None = None,
        pdf_page_number: int | None = None,
        return_markdown_result: bool | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[GeneralTextResult]:
        """Read all text of an image or a page, with positions.

        Finds the blocks of text in a scan, a photograph, a receipt, a form or one page of a
        PDF, and returns each with its corners and its confidence, from left to right and from
        top to bottom.

        The text should cover more than 80 % of the image; an image may be turned by any angle,
        and faint watermarks of text are left out. Text on a busy background (a street, say) or
        badly distorted text is not read. Traditional Chinese is read in part. Corners in a PDF
        tell only how the blocks lie to each other.

        Regions: ap-southeast-1. Formats: PNG, JPG, JPEG, BMP, GIF, TIFF, WebP, PCX, ICO, PSD,
        PDF. Sides: 15 to 30,000 pixels, at most 160,000,000 in all.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            detect_direction: Whether to detect the rotation of the image and correct it before
                reading. Advised for an image that is not upright. If omitted, the image is
                assumed to be upright.
            quick_mode: Whether to read faster. For an image of one line whose text covers more
                than half of it. If omitted, the normal mode is used.
            character_mode: Whether to return every character with its position and confidence
                too. If omitted, only blocks are returned.
            language: Language of the text (D-203): `auto` detected by the service, `ms` Malay,
                `uk` Ukrainian, `hi` Hindi, `ru` Russian, `vi` Vietnamese, `id` Indonesian, `th`
                Thai, `zh` Chinese and English, `ar` Arabic, `de` German, `la` Latin, `fr`
                French, `it` Italian, `es` Spanish, `pt` Portuguese, `ro` Romanian, `pl` Polish,
                `am` Amharic, `ja` Japanese, `ko` Korean, `tr` Turkish, `no` Norwegian, `da`
                Danish, `sv` Swedish, `km` Khmer, `he` Hebrew. If omitted, Chinese and English
                are read.
            single_orientation_mode: Whether all text of the image runs in one direction. If
                omitted, the service expects text in several directions.
            pdf_page_number: Page of a PDF to read, counted from 1 (D-202). If omitted, the
                first page is read.
            return_markdown_result: Whether to return the text of all blocks joined into one
                string too. Off by default.
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[GeneralTextResult] = await self.call(
            "recognize_general_text",
            image,
            url=url,
            detect_direction=detect_direction,
            quick_mode=quick_mode,
            character_mode=character_mode,
            language=language,
            single_orientation_mode=single_orientation_mode,
            pdf_page_number=pdf_page_number,
            return_markdown_result=return_markdown_result,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    async def recognize_id_document(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        country_region: Sequence[IdDocumentCountryRegion] | None = None,
        id_type: Sequence[IdDocumentIdType] | None = None,
        return_portrait_image: bool | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[IdDocumentResult]:
        """Read an identity document of one of fifteen countries.

        The vendor withdrew this operation on 2025-11-04.

        Finds out which identity document an image shows and returns its fields. Withdrawn: the
        vendor announced the end of its sale for 2025-02-18 and its removal for 2025-11-04
        (D-036). Use the operation of the country or of the kind of document.

        Known are passports (PP) of Albania, Brazil, Chile, India, Indonesia, Malaysia, Nigeria,
        Pakistan, the Philippines, Russia (international form), Taiwan, Thailand, Ukraine and
        Vietnam; driver's licenses (DL) of Albania, the Philippines and Vietnam; identity cards
        (ID) of Albania, Chile, Hong Kong, the Philippines (UMID), Thailand and Vietnam.

        Regions: ap-southeast-1. Formats: PNG, JPG, JPEG, BMP, TIFF. Sides: 100 to 8,192 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            country_region: Countries or regions of issue, by their three-letter codes; only
                documents of these are read. Has to name `VNM` for Vietnamese documents. If
                omitted or empty, all known documents are read (D-033).
            id_type: Kinds of document, `PP` passport, `DL` driver's license, `ID` identity
                card; only these are read. If omitted or empty, all kinds are read (D-033).
            return_portrait_image: Whether to return the image of the holder's face too. No
                default is documented; expect off (D-054).
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[IdDocumentResult] = await self.call(
            "recognize_id_document",
            image,
            url=url,
            country_region=country_region,
            id_type=id_type,
            return_portrait_image=return_portrait_image,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    async def recognize_myanmar_driver_license(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        convert_unicode: bool | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[MyanmarDriverLicenseResult]:
        """Read the front of a Myanmar driver's license.

        Reads the front of one driver's license of Myanmar and returns each field twice, in
        Burmese and in English as printed.

        The license may be turned by any angle and moderately distorted (its proportions by at
        most a tenth). Light that is too strong or too weak costs accuracy. The longest side is
        4,096 pixels by one table and 8,192 by another place of the same page; the smaller one
        holds here (D-076).

        Regions: ap-southeast-1. Formats: PNG, JPG, JPEG, BMP, TIFF. Sides: 15 to 4,096 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            convert_unicode: Encoding of the Burmese text. `true` responds in Unicode, `false`
                in the older Zawgyi encoding, which most fonts show wrongly. If omitted, the
                response is Zawgyi.
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[MyanmarDriverLicenseResult] = await self.call(
            "recognize_myanmar_driver_license",
            image,
            url=url,
            convert_unicode=convert_unicode,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    async def recognize_myanmar_id_card(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        convert_unicode: bool | None = None,
        return_confidence: bool | None = None,
        return_portrait_image: bool | None = None,
        return_portrait_location: bool | None = None,
        return_idcard_type: bool | None = None,
        return_translation: bool | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[MyanmarIdCardResult]:
        """Read one side of a Myanmar identity card.

        Reads the front or the back of one national registration card of Myanmar, of the old or
        the new make, and returns its fields in Burmese script; four of the front's can come in
        Latin letters too.

        One side a call. The card may be turned by any angle and moderately distorted (its
        proportions by at most a tenth), must be complete, and has to cover more than a quarter
        of the image. Light that is too strong or too weak costs accuracy.

        Regions: ap-southeast-1, ap-southeast-2. Formats: PNG, JPG, JPEG, BMP, TIFF. Sides: 15
        to 8,192 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            convert_unicode: Encoding of the Burmese text. `true` responds in Unicode, `false`
                in the older Zawgyi encoding, which most fonts show wrongly. If omitted, the
                response is Zawgyi.
            return_confidence: Whether to return the confidences of the fields. Off by default.
            return_portrait_image: Whether to return the portrait, cut out, as Base64 text. Off
                by default.
            return_portrait_location: Whether to return the corners of the portrait. No default
                is documented; expect off (D-075).
            return_idcard_type: Whether to distinguish an original from a copy. No default is
                documented; expect off (D-075).
            return_translation: Whether to return names, number and date of birth of the front
                in Latin letters too. No default is documented; expect off (D-075).
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[MyanmarIdCardResult] = await self.call(
            "recognize_myanmar_id_card",
            image,
            url=url,
            convert_unicode=convert_unicode,
            return_confidence=return_confidence,
            return_portrait_image=return_portrait_image,
            return_portrait_location=return_portrait_location,
            return_idcard_type=return_idcard_type,
            return_translation=return_translation,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    async def recognize_passport(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        country_code: PassportCountryCode | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[PassportResult]:
        """Read the data page of a passport.

        Finds the data page of one passport and returns its fields. Chinese passports of 2012
        and later are read whole; of any other passport, those of Hong Kong, Macao and Taiwan
        included, the two machine-readable lines are read and seven fields are taken from them
        (D-005).

        The page may be turned by any angle and moderately distorted (its proportions by at most
        a tenth), must be complete, and has to cover more than a quarter of the image. Light
        that is too strong or too weak costs accuracy.

        Regions: ap-southeast-1, ap-southeast-2, cn-north-4. Formats: PNG, JPG, JPEG, BMP, TIFF.
        Sides: 15 to 8,192 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            country_code: Chooses the reader. `GENERAL` reads the machine-readable lines of any
                passport, `CHN` reads every field of a Chinese one. If omitted or empty, the
                service decides by the passport in the image (D-008).
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[PassportResult] = await self.call(
            "recognize_passport",
            image,
            url=url,
            country_code=country_code,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    async def recognize_peru_id_card(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        return_portrait_image: bool | None = None,
        return_portrait_location: bool | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[PeruIdCardResult]:
        """Read a Peruvian identity card.

        Reads an identity card of Peru, of either make that the page shows, and returns the
        fields of what the file shows of it; the response does not name a side. A PDF is allowed
        by one statement of the page and by the vendor's SDK (D-084).

        The card may be turned by any angle and moderately distorted (its proportions by at most
        a tenth), must be complete, and has to cover more than a quarter of the image. Light
        that is too strong or too weak costs accuracy.

        Regions: la-south-2. Formats: PNG, JPG, JPEG, BMP, TIFF, PDF. Sides: 15 to 8,192 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            return_portrait_image: Whether to return the portrait, cut out, as Base64 text. If
                omitted or false, the field is null or absent.
            return_portrait_location: Whether to return the corners of the portrait. If omitted
                or false, the field is null or absent.
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[PeruIdCardResult] = await self.call(
            "recognize_peru_id_card",
            image,
            url=url,
            return_portrait_image=return_portrait_image,
            return_portrait_location=return_portrait_location,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    async def recognize_smart_document(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        single_orientation_mode: bool | None = None,
        language: SmartDocumentLanguage | None = None,
        kv: bool | None = None,
        table: bool | None = None,
        layout: bool | None = None,
        return_excel: bool | None = None,
        form: bool | None = None,
        formula: bool | None = None,
        image_layout: bool | None = None,
        kv_map: str | None = None,
        erase_seal: bool | None = None,
        pdf_page_number: int | None = None,
        character_mode: bool | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[list[SmartDocumentResult]]:
        """Read text, key-value pairs, tables, forms, formulas and layout of a document.

        Reads one page of any document (a certificate, a receipt, a form, a paper) and returns
        its text; on request also pairs of a label and its value, logical tables, ruled forms,
        formulas as LaTeX, and the areas that the page is laid out in.

        The document should cover more than 80 % of the image, may be turned by any angle and
        should hold no more than 1,800 characters. Text on a busy background (a street, a
        security pattern) or badly distorted text is not read. Traditional Chinese is read in
        part (D-210). A PDF is rendered at 150 dpi first and has to meet the limits of an image
        then; corners in a PDF tell only how the parts lie to each other.

        Regions: ap-southeast-1, ap-southeast-3. Formats: PNG, JPG, JPEG, BMP, GIF, TIFF, WebP,
        PCX, ICO, PSD, PDF. Sides: 15 to 30,000 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            single_orientation_mode: Whether all text of the page runs in one direction, which
                is more accurate; `false` reads text in several directions. If omitted, one
                direction is assumed.
            language: Language of the text: `zh` Chinese and English, `es` Spanish, `ar` Arabic,
                `pt` Portuguese, `tr` Turkish, `th` Thai. Key-value pairs are found in Chinese
                and English only (D-210). If omitted, Chinese and English are read.
            kv: Whether to find pairs of a label and its value; they are returned in
                `kv_result`. No default is documented; expect off (D-054).
            table: Whether to find logical tables, those of rows and columns with a heading in
                the first row or column; they are returned in `table_result`. No default is
                documented; expect off (D-054).
            layout: Whether to find the areas of the page (titles, paragraphs, images and so
                on); they are returned in `layout_result`. No default is documented; expect off
                (D-054).
            return_excel: Whether to return each table as a spreadsheet file too. Needs `table`
                to be true. No default is documented; expect off (D-054).
            form: Whether to find ruled forms, with values in drawn cells, like a household
                register; they are returned in `form_result`. No default is documented; expect
                off (D-054).
            formula: Whether to read formulas of up to three lines as LaTeX; they are returned
                in `formula_result`. Takes longer. No default is documented; expect off (D-054).
            image_layout: Whether to analyse the layout of images on the page too; the result is
                in `image_layout` of `layout_result`, so `layout` has to be true (D-031). No
                default is documented; expect off (D-054).
            kv_map: A JSON object as text that renames labels of `kv_result`, each old label to
                its new one, like `{"Name": "Full name"}`. Needs `kv` to be true (D-031).
            erase_seal: Whether to remove a seal before reading, so that the text under it is
                read better. No default is documented; expect off (D-054).
            pdf_page_number: Page of a PDF to read, counted from 1 (D-026). If omitted, the
                first page is read.
            character_mode: Whether to return every character of `ocr_result` with its position
                and confidence too. If omitted, only blocks are returned.
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[list[SmartDocumentResult]] = await self.call(
            "recognize_smart_document",
            image,
            url=url,
            single_orientation_mode=single_orientation_mode,
            language=language,
            kv=kv,
            table=table,
            layout=layout,
            return_excel=return_excel,
            form=form,
            formula=formula,
            image_layout=image_layout,
            kv_map=kv_map,
            erase_seal=erase_seal,
            pdf_page_number=pdf_page_number,
            character_mode=character_mode,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    async def recognize_thailand_id_card(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        side: ThailandIdCardSide | None = None,
        return_portrait_image: bool | None = None,
        return_portrait_location: bool | None = None,
        return_idcard_type: bool | None = None,
        return_text_location: bool | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[ThailandIdCardResult]:
        """Read one side of an identity card of Thailand.

        Reads the front or the back of one card, the ordinary one or the pink one for
        foreigners. The card may be turned by any angle and moderately distorted, its sides by
        no more than 10 % of their proportion; it must be complete and cover more than a quarter
        of the image. Glare and darkness cost accuracy.

        An image that shows both sides has to be cut in two.

        Regions: ap-southeast-2. Formats: PNG, JPG, JPEG, BMP, TIFF. Sides: 15 to 8,192 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            side: Which side the image shows. If omitted or empty, the service detects it;
                giving it makes the reading more accurate.
            return_portrait_image: Whether to return the portrait, cut out, as Base64 text. Off
                by default.
            return_portrait_location: Whether to return the corners of the portrait. No default
                is documented; expect off (D-054).
            return_idcard_type: Whether to distinguish an original card from a copy. No default
                is documented; expect off (D-054).
            return_text_location: Whether to return the position of each field in the image. Off
                by default.
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[ThailandIdCardResult] = await self.call(
            "recognize_thailand_id_card",
            image,
            url=url,
            side=side,
            return_portrait_image=return_portrait_image,
            return_portrait_location=return_portrait_location,
            return_idcard_type=return_idcard_type,
            return_text_location=return_text_location,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    async def recognize_thailand_license_plate(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[list[ThailandLicensePlateResult]]:
        """Read the license plates of Thailand in an image.

        Finds the license plates of Thailand in an image and returns the number, the province
        and the place of each.

        A plate may be turned by any angle. Light that is too strong or too weak costs accuracy.

        Regions: ap-southeast-2. Formats: PNG, JPG, JPEG, BMP, TIFF. Sides: 15 to 8,192 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[list[ThailandLicensePlateResult]] = await self.call(
            "recognize_thailand_license_plate",
            image,
            url=url,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    async def recognize_vietnam_id_card(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        side: VietnamIdCardSide | None = None,
        return_portrait_image: bool | None = None,
        return_portrait_location: bool | None = None,
        return_idcard_type: bool | None = None,
        return_text_location: bool | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[VietnamIdCardResult]:
        """Read one side of a Vietnamese identity card.

        Reads the front or the back of one identity card of Vietnam.

        The card may be turned by any angle. Light that is too strong or too weak, and the
        watermarks against forgery, cost accuracy.

        Regions: ap-southeast-1. Formats: PNG, JPG, JPEG, BMP, TIFF. Sides: 15 to 8,192 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            side: Side that the image shows. If omitted or empty, the service decides by the
                image; giving it makes the response more accurate.
            return_portrait_image: Whether to return the portrait, cut out, as Base64 text. Off
                by default.
            return_portrait_location: Whether to return the corners of the portrait. No default
                is documented; expect off (D-075).
            return_idcard_type: Whether to distinguish an original, a copy and a screen. No
                default is documented; expect off (D-075).
            return_text_location: Whether to return the corners of the text of each field. Off
                by default.
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[VietnamIdCardResult] = await self.call(
            "recognize_vietnam_id_card",
            image,
            url=url,
            side=side,
            return_portrait_image=return_portrait_image,
            return_portrait_location=return_portrait_location,
            return_idcard_type=return_idcard_type,
            return_text_location=return_text_location,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found

    async def recognize_web_image(
        self,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        detect_direction: bool | None = None,
        extract_type: Sequence[WebImageExtractType] | None = None,
        detect_font: bool | None = None,
        detect_text_direction: bool | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
    ) -> Recognition[WebImageResult]:
        """Read the text of a screenshot, an advertisement or a product image.

        Made for images that were composed on a screen: screenshots, product images of shops,
        advertising designs. Returns the blocks of text in reading order and, when asked for,
        the fonts they resemble, a postal contact or the size of the image.

        English and Chinese are read, traditional characters with limits. Text should cover more
        than 60 % of the image. Text at any angle is read when `detect_direction` is on.

        Regions: ap-southeast-2. Formats: PNG, JPG, JPEG, BMP, TIFF, TGA, WebP, ICO, PCX, GIF.
        Sides: 15 to 30,000 pixels.

        Args:
            image: The image: path, URL, bytes, binary file, PIL image or Base64 text.
            url: URL of the file, instead of `image`.
            detect_direction: Whether to straighten a tilted image of any angle before reading.
                Off by default; advisable for tilted images.
            extract_type: What to extract besides the text. `image_size` is the width and height
                of the image, `contact_info` a name with telephone number and address. Nothing
                by default. The vendor's request table names `image_size` alone (D-046).
            detect_font: Compares the lettering of each block with known fonts and returns the
                five closest. Off by default.
            detect_text_direction: Whether to detect the direction of each piece of text by
                itself. On by default; turn it off if all text is upright.
            enterprise_project_id: Enterprise project that is billed.
            timeout: Seconds for the whole call, retries included.
            region: Region to call; one of those that the client may use.
            fit: Whether to scale or re-encode an image that exceeds the limits.
        """
        found: Recognition[WebImageResult] = await self.call(
            "recognize_web_image",
            image,
            url=url,
            detect_direction=detect_direction,
            extract_type=extract_type,
            detect_font=detect_font,
            detect_text_direction=detect_text_direction,
            enterprise_project_id=enterprise_project_id,
            timeout=timeout,
            region=region,
            fit=fit,
        )
        return found
