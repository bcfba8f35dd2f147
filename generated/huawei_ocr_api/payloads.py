"""TypedDicts of the JSON on the wire, for type checkers only."""

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

EncodedImage: TypeAlias = str
"""
The file as Base64 text without a `data:` prefix; at most 10 MB of text, which is about 7 MB of file. Exactly one of this field and `url` is given.
"""


ImageUrl: TypeAlias = str
"""
Where the service fetches the file: a public http or https address, or an object in OBS that the service may read, in the region of the call (D-213). The file may have 10 MB after Base64 encoding, which is about 7 MB of file (D-037). Characters outside ASCII are percent-encoded as UTF-8 (D-095). Fetching counts into the time of the call; a slow source makes it fail. Exactly one of this field and the file itself is given.
"""


class IdDocumentClassificationRequest(TypedDict):
    data: NotRequired[EncodedImage]
    url: NotRequired[ImageUrl]
    alarm: NotRequired[bool]
    """
    Whether to check the quality of the image too; they are returned in `alarm_result` and `alarm_confidence`. Off by default.
    """


Point: TypeAlias = list[float]
"""
A point in pixels, x to the right and y down from the upper left corner.
"""


Polygon: TypeAlias = list[Point] | None
"""
Corners of an area in pixels of the image as sent, clockwise from the upper left corner of the text.
"""


class IdDocumentClassificationAlarms(TypedDict):
    """
    Faults of the image. Only with `alarm`.
    """

    detect_blur_result: NotRequired[bool | None]
    """
    Whether the document is blurred.
    """
    detect_glare_result: NotRequired[bool | None]
    """
    Whether light is reflected from the document (D-035).
    """
    detect_blocking_within_border_result: NotRequired[bool | None]
    """
    Whether something covers the document within its edges (D-035).
    """
    detect_insufficient_lighting_result: NotRequired[bool | None]
    """
    Whether the image is too dark (D-035).
    """
    detect_copy_result: NotRequired[bool | None]
    """
    Whether the document is a black-and-white copy.
    """
    detect_border_integrity_result: NotRequired[bool | None]
    """
    Whether edges of the document are missing; `true` means missing.
    """
    detect_reproduce_result: NotRequired[bool | None]
    """
    Whether the document was taken from a screen or a print.
    """


class IdDocumentClassificationScores(TypedDict):
    """
    How likely each fault is, 0 to 99. Only with `alarm`.
    """

    blur_score: NotRequired[int | None]
    """
    How likely the document is blurred.
    """
    glare_score: NotRequired[int | None]
    """
    How likely light is reflected from the document.
    """
    blocking_within_border_score: NotRequired[int | None]
    """
    How likely something covers the document within its edges.
    """
    insufficient_lighting_score: NotRequired[int | None]
    """
    How likely the image is too dark.
    """
    copy_score: NotRequired[int | None]
    """
    How likely the document is a copy.
    """
    border_integrity_score: NotRequired[int | None]
    """
    How likely edges of the document are missing.
    """
    reproduce_score: NotRequired[int | None]
    """
    How likely the document was taken from a screen or a print.
    """


class IdDocumentClassificationResult(TypedDict):
    """
    The kind and place of one identity document.
    """

    type: NotRequired[str | None]
    """
    Kind of document. Known: `peru_id_card`, `cambodian_id_card`, `hongkong_id_card`, `macao_id_card`, `myanmar_driver_license`, `myanmar_id_card`, `passport`, `thailand_id_card`, and `id_card` for the Chinese one.
    """
    location: NotRequired[Polygon]
    confidence: NotRequired[float | None]
    """
    Confidence of the document's place, 0 to 1.
    """
    alarm_result: NotRequired[IdDocumentClassificationAlarms | None]
    alarm_confidence: NotRequired[IdDocumentClassificationScores | None]


class IdDocumentClassificationResponse(TypedDict):
    """
    The response to a classification request.
    """

    result: IdDocumentClassificationResult


class Error(TypedDict):
    """
    What the service says when a call fails.
    """

    error_code: str
    """
    Code of the failure; `x-errors` explains the known ones.
    """
    error_msg: str
    """
    The failure in words.
    """
    request_id: NotRequired[str | None]
    """
    Id of the request; the gateway adds it to its own failures.
    """


class CambodianIdCardRequest(TypedDict):
    image: NotRequired[EncodedImage]
    url: NotRequired[ImageUrl]
    return_portrait_image: NotRequired[bool]
    """
    Whether to return the portrait, cut out, as Base64 text. Off by default.
    """
    return_portrait_location: NotRequired[bool]
    """
    Whether to return the corners of the portrait. Off by default.
    """
    return_idcard_type: NotRequired[bool]
    """
    Whether to distinguish an original card from a copy, with a score. No default is documented; expect off (D-054).
    """
    detect_border_integrity: NotRequired[bool]
    """
    Whether to check if the card's border is not complete; the result is `detect_border_integrity_result` and a score. No default is documented; expect off (D-054).
    """
    detect_blocking_within_border: NotRequired[bool]
    """
    Whether to check if something covers a part of the card; the result is `detect_blocking_within_border_result` and a score. No default is documented; expect off (D-054).
    """
    detect_blur: NotRequired[bool]
    """
    Whether to check if the image is blurred; the result is `detect_blur_result` and a score. No default is documented; expect off (D-054).
    """
    detect_glare: NotRequired[bool]
    """
    Whether to check if glare lies on the card; the result is `detect_glare_result` and a score. No default is documented; expect off (D-054).
    """
    return_adjusted_image: NotRequired[bool]
    """
    Whether to return the image of the card as Base64 text (D-060). No default is documented; expect off (D-054).
    """
    detect_tampering: NotRequired[bool]
    """
    Whether to check if the portrait was tampered with; the result is `detect_tampering_result` and a score. Small retouches are not detected. No default is documented; expect off (D-054).
    """
    detect_reproduce: NotRequired[bool]
    """
    Whether to check if the image was taken of another image or of a screen; the result is `detect_reproduce_result` and a score. No default is documented; expect off (D-054).
    """


class CambodianIdCardScoreInfo(TypedDict):
    """
    Scores of the checks, 0 to 99; above 50 the check raises its alarm.
    """

    idcard_type_score: NotRequired[int | None]
    """
    Above 50 the card is a copy. Only with `return_idcard_type`.
    """
    border_integrity_score: NotRequired[int | None]
    """
    Above 50 the border is not complete. Only with `detect_border_integrity`.
    """
    blocking_within_border_score: NotRequired[int | None]
    """
    Above 50 something covers a part of the card. Only with `detect_blocking_within_border`.
    """
    blur_score: NotRequired[int | None]
    """
    Above 50 the image is blurred. Only with `detect_blur`.
    """
    glare_score: NotRequired[int | None]
    """
    Above 50 glare lies on the card. Only with `detect_glare`.
    """
    tampering_score: NotRequired[int | None]
    """
    Above 50 the portrait was tampered with. Only with `detect_tampering`.
    """
    reproduce_score: NotRequired[int | None]
    """
    Above 50 the image was taken of another image or of a screen. Only with `detect_reproduce`.
    """


ConfidenceMap: TypeAlias = dict[str, float | None]
"""
Confidence of each field by the field's name, 0 to 1.
"""


class CambodianIdCardResult(TypedDict):
    """
    Fields of the front of a card, and what the checks found.
    """

    id_number: NotRequired[str | None]
    """
    Number of the card.
    """
    name_kh: NotRequired[str | None]
    """
    Name in Khmer.
    """
    name_en: NotRequired[str | None]
    """
    Name in Latin letters.
    """
    birth_date: NotRequired[str | None]
    """
    Date of birth as printed, in Khmer digits.
    """
    sex: NotRequired[str | None]
    """
    Sex as printed, in Khmer.
    """
    height: NotRequired[str | None]
    """
    Height as printed, in Khmer digits with the unit.
    """
    birth_place: NotRequired[str | None]
    """
    Place of birth.
    """
    address: NotRequired[str | None]
    """
    Address; its lines are joined with spaces.
    """
    issue_date: NotRequired[str | None]
    """
    Date of issue as printed, in Khmer digits.
    """
    expiry_date: NotRequired[str | None]
    """
    Date of expiry as printed, in Khmer digits.
    """
    description: NotRequired[str | None]
    """
    Distinguishing marks of the holder.
    """
    machine_code1: NotRequired[str | None]
    """
    First machine-readable line.
    """
    machine_code2: NotRequired[str | None]
    """
    Second machine-readable line.
    """
    machine_code3: NotRequired[str | None]
    """
    Third machine-readable line.
    """
    portrait_image: NotRequired[str | None]
    """
    The portrait as Base64 text. Only with `return_portrait_image`.
    """
    portrait_location: NotRequired[Polygon]
    """
    Four corners of the portrait in pixels of the image as sent. Only with `return_portrait_location`.
    """
    idcard_type: NotRequired[str | None]
    """
    Whether the card is the thing itself, `normal`, or a `copy` of it. Only with `return_idcard_type`.
    """
    adjusted_image: NotRequired[str | None]
    """
    The image of the card as Base64 text (D-060). Only with `return_adjusted_image`.
    """
    detect_border_integrity_result: NotRequired[bool | None]
    """
    True when the border is NOT complete. Only with `detect_border_integrity`.
    """
    detect_blocking_within_border_result: NotRequired[bool | None]
    """
    True when something covers a part of the card. Only with `detect_blocking_within_border`.
    """
    detect_blur_result: NotRequired[bool | None]
    """
    True when the image is blurred. Only with `detect_blur`.
    """
    detect_glare_result: NotRequired[bool | None]
    """
    True when glare lies on the card. Only with `detect_glare`.
    """
    detect_tampering_result: NotRequired[bool | None]
    """
    True when the portrait was tampered with. Only with `detect_tampering`.
    """
    detect_reproduce_result: NotRequired[bool | None]
    """
    True when the image was taken of another image or of a screen. Only with `detect_reproduce`.
    """
    score_info: NotRequired[CambodianIdCardScoreInfo | None]
    """
    Score of each check that was asked for.
    """
    confidence: NotRequired[ConfidenceMap | None]


class CambodianIdCardResponse(TypedDict):
    """
    The response to a Cambodian identity card request.
    """

    result: CambodianIdCardResult


class ChileIdCardRequest(TypedDict):
    image: NotRequired[EncodedImage]
    url: NotRequired[ImageUrl]


class ChileIdCardConfidence(TypedDict):
    """
    Confidence of each field by the field's name, 0 to 1, as the recognizer rates itself; not a measured accuracy. New keys may come at any time.
    """

    surname: NotRequired[float | None]
    """
    Confidence of the family names together.
    """
    given_name: NotRequired[float | None]
    """
    Confidence of the given names.
    """
    nationality: NotRequired[float | None]
    """
    Confidence of the nationality.
    """
    sex: NotRequired[float | None]
    """
    Confidence of the sex.
    """
    birth: NotRequired[float | None]
    """
    Confidence of the date of birth.
    """
    issue_date: NotRequired[float | None]
    """
    Confidence of the date of issue.
    """
    expiry_date: NotRequired[float | None]
    """
    Confidence of the date of expiry.
    """
    document_number: NotRequired[float | None]
    """
    Confidence of the document number.
    """
    number: NotRequired[float | None]
    """
    Confidence of the holder's number.
    """


class ChileIdCardResult(TypedDict):
    """
    The fields of the front of one card.
    """

    surname: NotRequired[list[str | None] | None]
    """
    Family names in the order of the card, the father's first.
    """
    given_name: NotRequired[str | None]
    """
    Given names.
    """
    nationality: NotRequired[str | None]
    """
    Nationality as printed.
    """
    sex: NotRequired[str | None]
    """
    Sex as printed, for example `F`.
    """
    birth: NotRequired[str | None]
    """
    Date of birth as printed, day, Spanish short month, year, for example `21 FEB 1982`.
    """
    issue_date: NotRequired[str | None]
    """
    Date of issue, printed like the date of birth.
    """
    expiry_date: NotRequired[str | None]
    """
    Date of expiry, printed like the date of birth.
    """
    document_number: NotRequired[str | None]
    """
    Number of the document, which changes with each card.
    """
    number: NotRequired[str | None]
    """
    Number of the holder (RUN) with its check digit.
    """
    confidence: NotRequired[ChileIdCardConfidence | None]
    """
    Confidence of the fields that were read.
    """


class ChileIdCardResponse(TypedDict):
    """
    The response to a Chilean identity card request.
    """

    result: ChileIdCardResult


class ColombiaIdCardRequest(TypedDict):
    image: NotRequired[EncodedImage]
    url: NotRequired[ImageUrl]


class ColombiaIdCardResult(TypedDict):
    """
    Fields of one side of a card.
    """

    side: NotRequired[str | None]
    """
    Side that was read, `front` or `back`.
    """
    number: NotRequired[str | None]
    """
    Number of the card, with its points. Front only.
    """
    name: NotRequired[str | None]
    """
    Given names. Front only.
    """
    last_name: NotRequired[str | None]
    """
    Family names. Front only.
    """
    birth_date: NotRequired[str | None]
    """
    Date of birth as printed.
    """
    birth_place: NotRequired[str | None]
    """
    Place of birth.
    """
    gender: NotRequired[str | None]
    """
    Sex as printed.
    """
    blood_type: NotRequired[str | None]
    """
    Blood group with Rhesus factor, such as `O+`.
    """
    issue_date: NotRequired[str | None]
    """
    Date of issue as printed.
    """
    issue_authority: NotRequired[str | None]
    """
    Issuing authority.
    """
    height: NotRequired[str | None]
    """
    Height of the holder as printed.
    """
    citizen_code1: NotRequired[str | None]
    """
    First citizen code.
    """
    citizen_code2: NotRequired[str | None]
    """
    Second citizen code.
    """
    citizen_code3: NotRequired[str | None]
    """
    Third citizen code.
    """
    confidence: NotRequired[ConfidenceMap | None]


class ColombiaIdCardResponse(TypedDict):
    """
    The response to a Colombian identity card request.
    """

    result: ColombiaIdCardResult


class GeneralTableRequest(TypedDict):
    image: NotRequired[EncodedImage]
    url: NotRequired[ImageUrl]
    return_text_location: NotRequired[bool]
    """
    Whether to return the corners of text blocks and of cells, and the pieces of text inside each cell. Off by default.
    """
    return_char_location: NotRequired[bool]
    """
    Whether to return every single character with its corners and confidence. Works only with `return_text_location`. Off by default.
    """
    return_confidence: NotRequired[bool]
    """
    Returns confidences. Off by default.
    """
    return_excel: NotRequired[bool]
    """
    Whether to return the page as an Excel file too. Off by default.
    """
    return_rectification_matrix: NotRequired[bool]
    """
    Whether to return the matrix of the perspective correction. Off by default. The vendor's tables name no field for it; a response keeps it as an unknown field (D-041).
    """
    with_borders: NotRequired[bool]
    """
    Declares that all tables in the image have ruled lines; only such tables are then read, and more accurately. Off by default, which reads tables without lines too.
    """


class GeneralTableChar(TypedDict):
    """
    One character with its place.
    """

    char: NotRequired[str | None]
    """
    The character.
    """
    char_confidence: NotRequired[float | None]
    """
    Confidence of the character, 0 to 1.
    """
    char_location: NotRequired[Polygon]
    """
    Four corners of the character in pixels of the image as sent.
    """


class GeneralTableWordsItem(TypedDict):
    """
    A piece of text inside a cell.
    """

    words: NotRequired[str | None]
    """
    Text of the piece.
    """
    confidence: NotRequired[float | None]
    """
    Mean confidence of the text, 0 to 1.
    """
    location: NotRequired[Polygon]
    """
    Four corners of the piece in pixels of the image as sent.
    """
    char_list: NotRequired[list[GeneralTableChar] | None]
    """
    Characters of the piece. Only with `return_text_location` and `return_char_location`.
    """


class GeneralTableWordsBlock(TypedDict):
    """
    A block of text, or one cell of a table.
    """

    words: NotRequired[str | None]
    """
    Text of the block.
    """
    confidence: NotRequired[float | None]
    """
    Mean confidence of the text, 0 to 1. Only with `return_confidence`.
    """
    location: NotRequired[Polygon]
    """
    Four corners of the text in pixels of the image as sent, clockwise from the corner where the text begins. Only with `return_text_location`.
    """
    words_list: NotRequired[list[GeneralTableWordsItem] | None]
    """
    Pieces that the text of the cell is made of, from left to right and from top to bottom. Only with `return_text_location`.
    """
    rows: NotRequired[list[int | None] | None]
    """
    Rows that the cell covers, counted from 0. More than one for a cell merged downwards. Tables only.
    """
    columns: NotRequired[list[int | None] | None]
    """
    Columns that the cell covers, counted from 0. More than one for a cell merged to the right. Tables only.
    """
    cell_location: NotRequired[Polygon]
    """
    Four corners of the cell itself, in pixels of the image as sent. Only for tables, with `return_text_location`.
    """


class GeneralTableWordsRegion(TypedDict):
    """
    A table, or running text beside the tables.
    """

    type: NotRequired[str | None]
    """
    Kind of region, `text` or `table`.
    """
    words_block_count: NotRequired[int | None]
    """
    Number of blocks in the region.
    """
    words_block_list: NotRequired[list[GeneralTableWordsBlock] | None]
    """
    Blocks of the region, from left to right and from top to bottom. A block of a table is one cell.
    """


class GeneralTableResult(TypedDict):
    """
    Regions of one image, in reading order.
    """

    words_region_count: NotRequired[int | None]
    """
    Number of regions.
    """
    words_region_list: NotRequired[list[GeneralTableWordsRegion] | None]
    """
    The regions, from left to right and from top to bottom.
    """
    excel: NotRequired[str | None]
    """
    An `.xlsx` file as Base64 text, with texts and tables where they stand in the image. Only with `return_excel`.
    """


class GeneralTableResponse(TypedDict):
    """
    The response to a table request.
    """

    result: GeneralTableResult


class GeneralTextRequest(TypedDict):
    image: NotRequired[EncodedImage]
    url: NotRequired[ImageUrl]
    detect_direction: NotRequired[bool]
    """
    Whether to detect the rotation of the image and correct it before reading. Advised for an image that is not upright. If omitted, the image is assumed to be upright.
    """
    quick_mode: NotRequired[bool]
    """
    Whether to read faster. For an image of one line whose text covers more than half of it. If omitted, the normal mode is used.
    """
    character_mode: NotRequired[bool]
    """
    Whether to return every character with its position and confidence too. If omitted, only blocks are returned.
    """
    language: NotRequired[
        Literal[
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
    ]
    """
    Language of the text (D-203): `auto` detected by the service, `ms` Malay, `uk` Ukrainian, `hi` Hindi, `ru` Russian, `vi` Vietnamese, `id` Indonesian, `th` Thai, `zh` Chinese and English, `ar` Arabic, `de` German, `la` Latin, `fr` French, `it` Italian, `es` Spanish, `pt` Portuguese, `ro` Romanian, `pl` Polish, `am` Amharic, `ja` Japanese, `ko` Korean, `tr` Turkish, `no` Norwegian, `da` Danish, `sv` Swedish, `km` Khmer, `he` Hebrew. If omitted, Chinese and English are read.
    """
    single_orientation_mode: NotRequired[bool]
    """
    Whether all text of the image runs in one direction. If omitted, the service expects text in several directions.
    """
    pdf_page_number: NotRequired[int]
    """
    Page of a PDF to read, counted from 1 (D-202). If omitted, the first page is read.
    """
    return_markdown_result: NotRequired[bool]
    """
    Whether to return the text of all blocks joined into one string too. Off by default.
    """


class GeneralTextChar(TypedDict):
    """
    One character of a block.
    """

    char: NotRequired[str | None]
    """
    The character.
    """
    char_location: NotRequired[Polygon]
    char_confidence: NotRequired[float | None]
    """
    Confidence of the character, 0 to 1.
    """


class GeneralTextWordsBlock(TypedDict):
    """
    One block of text.
    """

    words: NotRequired[str | None]
    """
    Text of the block.
    """
    confidence: NotRequired[float | None]
    """
    Confidence of the block's text, 0 to 1.
    """
    location: NotRequired[Polygon]
    char_list: NotRequired[list[GeneralTextChar] | None]
    """
    The block's characters in their order. Only with `character_mode` (D-201).
    """


class GeneralTextResult(TypedDict):
    """
    The text of one image, block by block.
    """

    direction: NotRequired[float | None]
    """
    Angle in degrees, anticlockwise, by which the image is turned, 0 to 359 with fractions; -1 when `detect_direction` was not asked for (D-200).
    """
    words_block_count: NotRequired[int | None]
    """
    Number of blocks found.
    """
    words_block_list: NotRequired[list[GeneralTextWordsBlock] | None]
    """
    The blocks, from left to right and from top to bottom.
    """
    markdown_result: NotRequired[str | None]
    """
    The text of all blocks: a tab between blocks of one line, a line feed between lines. Only with `return_markdown_result`.
    """


class GeneralTextResponse(TypedDict):
    """
    The response to a general text request.
    """

    result: GeneralTextResult


class IdDocumentRequest(TypedDict):
    image: NotRequired[EncodedImage]
    url: NotRequired[ImageUrl]
    country_region: NotRequired[
        list[
            Literal[
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
        ]
    ]
    """
    Countries or regions of issue, by their three-letter codes; only documents of these are read. Has to name `VNM` for Vietnamese documents. If omitted or empty, all known documents are read (D-033).
    """
    id_type: NotRequired[list[Literal["PP", "DL", "ID"]]]
    """
    Kinds of document, `PP` passport, `DL` driver's license, `ID` identity card; only these are read. If omitted or empty, all kinds are read (D-033).
    """
    return_portrait_image: NotRequired[bool]
    """
    Whether to return the image of the holder's face too. No default is documented; expect off (D-054).
    """


class IdDocumentResult(TypedDict):
    """
    The fields of one identity document.
    """

    country_region: NotRequired[str | None]
    """
    Country or region of issue, three-letter code.
    """
    id_type: NotRequired[str | None]
    """
    Kind of document, `PP` passport, `DL` driver's license, `ID` identity card.
    """
    side: NotRequired[str | None]
    """
    Side of the document, `front` for the one with the portrait or `back`; `front` where a document has one side only.
    """
    first_name: NotRequired[str | None]
    """
    Given names.
    """
    last_name: NotRequired[str | None]
    """
    Family name.
    """
    sex: NotRequired[str | None]
    """
    Sex, `M` male, `F` female, `X` another.
    """
    nationality: NotRequired[str | None]
    """
    Nationality of the holder.
    """
    birth_date: NotRequired[str | None]
    """
    Date of birth, `YYYY-MM-DD`.
    """
    issue_date: NotRequired[str | None]
    """
    Date of issue, `YYYY-MM-DD`.
    """
    expiry_date: NotRequired[str | None]
    """
    Date on which the document expires, `YYYY-MM-DD`.
    """
    document_number: NotRequired[str | None]
    """
    Number of the document.
    """
    address: NotRequired[str | None]
    """
    Address of the holder.
    """
    issuing_authority: NotRequired[str | None]
    """
    Issuing authority.
    """
    portrait_image: NotRequired[str | None]
    """
    Image of the holder's face, Base64. Only with `return_portrait_image`.
    """
    confidence: NotRequired[ConfidenceMap | None]


class IdDocumentResponse(TypedDict):
    """
    The response to an ID document request.
    """

    result: IdDocumentResult


class MyanmarDriverLicenseRequest(TypedDict):
    image: NotRequired[EncodedImage]
    url: NotRequired[ImageUrl]
    convert_unicode: NotRequired[bool]
    """
    Encoding of the Burmese text. `true` responds in Unicode, `false` in the older Zawgyi encoding, which most fonts show wrongly. If omitted, the response is Zawgyi.
    """


class MyanmarDriverLicenseConfidence(TypedDict):
    """
    Confidence of each field by the field's name, 0 to 1, as the recognizer rates itself; not a measured accuracy. New keys may come at any time.
    """

    card_number: NotRequired[float | None]
    """
    Confidence of the number of the license in Burmese.
    """
    card_number_en: NotRequired[float | None]
    """
    Confidence of the number of the license in English.
    """
    name: NotRequired[float | None]
    """
    Confidence of the name of the holder in Burmese.
    """
    name_en: NotRequired[float | None]
    """
    Confidence of the name of the holder in English.
    """
    nrc_id: NotRequired[float | None]
    """
    Confidence of the national registration number in Burmese.
    """
    nrc_id_en: NotRequired[float | None]
    """
    Confidence of the national registration number in English.
    """
    birth: NotRequired[float | None]
    """
    Confidence of the date of birth in Burmese.
    """
    birth_en: NotRequired[float | None]
    """
    Confidence of the date of birth in English.
    """
    blood_group: NotRequired[float | None]
    """
    Confidence of the blood group in Burmese.
    """
    blood_group_en: NotRequired[float | None]
    """
    Confidence of the blood group in English.
    """
    expiried_date: NotRequired[float | None]
    """
    Confidence of the date of expiry in Burmese.
    """
    expiried_date_en: NotRequired[float | None]
    """
    Confidence of the date of expiry in English.
    """


class MyanmarDriverLicenseResult(TypedDict):
    """
    The fields of the front of one license.
    """

    card_number: NotRequired[str | None]
    """
    Number of the license, in Burmese.
    """
    card_number_en: NotRequired[str | None]
    """
    Number of the license, in English.
    """
    name: NotRequired[str | None]
    """
    Name of the holder, in Burmese.
    """
    name_en: NotRequired[str | None]
    """
    Name of the holder, in English.
    """
    nrc_id: NotRequired[str | None]
    """
    National registration number, in Burmese.
    """
    nrc_id_en: NotRequired[str | None]
    """
    National registration number, in English.
    """
    birth: NotRequired[str | None]
    """
    Date of birth, in Burmese.
    """
    birth_en: NotRequired[str | None]
    """
    Date of birth, in English.
    """
    blood_group: NotRequired[str | None]
    """
    Blood group, in Burmese.
    """
    blood_group_en: NotRequired[str | None]
    """
    Blood group, in English.
    """
    expiried_date: NotRequired[str | None]
    """
    Date of expiry, in Burmese (the spelling of the name is the service's own).
    """
    expiried_date_en: NotRequired[str | None]
    """
    Date of expiry, in English (the spelling of the name is the service's own).
    """
    confidence: NotRequired[MyanmarDriverLicenseConfidence | None]
    """
    Confidence of the fields that were read.
    """


class MyanmarDriverLicenseResponse(TypedDict):
    """
    The response to a Myanmar driver's license request.
    """

    result: MyanmarDriverLicenseResult


class MyanmarIdCardRequest(TypedDict):
    image: NotRequired[EncodedImage]
    url: NotRequired[ImageUrl]
    convert_unicode: NotRequired[bool]
    """
    Encoding of the Burmese text. `true` responds in Unicode, `false` in the older Zawgyi encoding, which most fonts show wrongly. If omitted, the response is Zawgyi.
    """
    return_confidence: NotRequired[bool]
    """
    Whether to return the confidences of the fields. Off by default.
    """
    return_portrait_image: NotRequired[bool]
    """
    Whether to return the portrait, cut out, as Base64 text. Off by default.
    """
    return_portrait_location: NotRequired[bool]
    """
    Whether to return the corners of the portrait. No default is documented; expect off (D-075).
    """
    return_idcard_type: NotRequired[bool]
    """
    Whether to distinguish an original from a copy. No default is documented; expect off (D-075).
    """
    return_translation: NotRequired[bool]
    """
    Whether to return names, number and date of birth of the front in Latin letters too. No default is documented; expect off (D-075).
    """


class MyanmarIdCardConfidence(TypedDict):
    """
    Confidence of each field by the field's name, 0 to 1, as the recognizer rates itself; not a measured accuracy. New keys may come at any time.
    """

    nrc_id: NotRequired[float | None]
    """
    Confidence of the registration number.
    """
    issue_date: NotRequired[float | None]
    """
    Confidence of the date of issue.
    """
    name: NotRequired[float | None]
    """
    Confidence of the name.
    """
    birth: NotRequired[float | None]
    """
    Confidence of the date of birth.
    """
    bloodlines_religion: NotRequired[float | None]
    """
    Confidence of the ethnic group or religion.
    """
    height: NotRequired[float | None]
    """
    Confidence of the height.
    """
    blood_group: NotRequired[float | None]
    """
    Confidence of the blood group.
    """
    card_id: NotRequired[float | None]
    """
    Confidence of the card number on the back.
    """
    nrc_id_back: NotRequired[float | None]
    """
    Confidence of the registration number on the back.
    """
    profession: NotRequired[float | None]
    """
    Confidence of the occupation.
    """
    address: NotRequired[float | None]
    """
    Confidence of the address.
    """


class MyanmarIdCardTranslation(TypedDict):
    """
    Fields of the front of a Myanmar identity card in Latin letters.
    """

    name_translation: NotRequired[str | None]
    """
    Name of the holder in Latin letters.
    """
    father_name_translation: NotRequired[str | None]
    """
    Name of the holder's father in Latin letters.
    """
    nrc_id_translation: NotRequired[str | None]
    """
    Registration number in Latin letters and Western digits.
    """
    birth_translation: NotRequired[str | None]
    """
    Date of birth in Western digits, day first.
    """


MyanmarIdCardResult = TypedDict(
    "MyanmarIdCardResult",
    {
        "side": NotRequired[str | None],
        "class": NotRequired[str | None],
        "nrc_id": NotRequired[str | None],
        "issue_date": NotRequired[str | None],
        "name": NotRequired[str | None],
        "father_name": NotRequired[str | None],
        "birth": NotRequired[str | None],
        "bloodlines_religion": NotRequired[str | None],
        "height": NotRequired[str | None],
        "blood_group": NotRequired[str | None],
        "card_id": NotRequired[str | None],
        "nrc_id_back": NotRequired[str | None],
        "profession": NotRequired[str | None],
        "address": NotRequired[str | None],
        "confidence": NotRequired[MyanmarIdCardConfidence | None],
        "portrait_image": NotRequired[str | None],
        "portrait_location": NotRequired[Polygon],
        "idcard_type": NotRequired[str | None],
        "translation_info": NotRequired[MyanmarIdCardTranslation | None],
    },
)


class MyanmarIdCardResponse(TypedDict):
    """
    The response to a Myanmar identity card request.
    """

    result: MyanmarIdCardResult


class PassportRequest(TypedDict):
    image: NotRequired[EncodedImage]
    url: NotRequired[ImageUrl]
    country_code: NotRequired[Literal["", "GENERAL", "CHN"]]
    """
    Chooses the reader. `GENERAL` reads the machine-readable lines of any passport, `CHN` reads every field of a Chinese one. If omitted or empty, the service decides by the passport in the image (D-008).
    """


class PassportLocalLanguage(TypedDict):
    """
    Fields of a Chinese passport in Chinese characters. The vendor's tables do not list them; these are the ones that its example shows (D-006).
    """

    name: NotRequired[str | None]
    """
    Family name and given name together.
    """
    sex: NotRequired[str | None]
    """
    Sex.
    """
    place_of_birth: NotRequired[str | None]
    """
    Place of birth.
    """
    place_of_issue: NotRequired[str | None]
    """
    Place of issue.
    """
    issuing_authority: NotRequired[str | None]
    """
    Issuing authority.
    """
    nationality: NotRequired[str | None]
    """
    Nationality.
    """


class PassportExtraInfo(TypedDict):
    """
    What the page says in the script of the issuing country (D-006).
    """

    local_language: NotRequired[PassportLocalLanguage | None]
    """
    The fields in Chinese characters. Chinese mainland passports only.
    """


class PassportResult(TypedDict):
    """
    The fields of one passport.
    """

    passport_type: NotRequired[str | None]
    """
    Kind of passport: `P` ordinary, `W` diplomatic, `G` service. Chinese mainland passports only.
    """
    country_code: NotRequired[str | None]
    """
    Code of the issuing state as machine-readable passports have it, mostly three letters.
    """
    passport_number: NotRequired[str | None]
    """
    Number of the passport.
    """
    nationality: NotRequired[str | None]
    """
    Nationality of the holder. Chinese mainland passports only.
    """
    surname: NotRequired[str | None]
    """
    Family name.
    """
    given_name: NotRequired[str | None]
    """
    Given names.
    """
    sex: NotRequired[str | None]
    """
    Sex as printed, for example `F`.
    """
    date_of_birth: NotRequired[str | None]
    """
    Date of birth, `YYYY-MM-DD`.
    """
    date_of_expiry: NotRequired[str | None]
    """
    Date on which the passport expires, `YYYY-MM-DD`.
    """
    date_of_issue: NotRequired[str | None]
    """
    Date of issue, `YYYY-MM-DD`. Chinese mainland passports only.
    """
    place_of_birth: NotRequired[str | None]
    """
    Place of birth. Chinese mainland passports only.
    """
    place_of_issue: NotRequired[str | None]
    """
    Place of issue. Chinese mainland passports only.
    """
    issuing_authority: NotRequired[str | None]
    """
    Issuing authority. Consulates shorten China's name in several ways; the service writes `P.R.China` for all of them. Chinese mainland passports only.
    """
    machine_code: NotRequired[str | None]
    """
    First machine-readable line. Not in the vendor's tables (D-001).
    """
    machine_code2: NotRequired[str | None]
    """
    Second machine-readable line. Not in the vendor's tables (D-001).
    """
    extra_info: NotRequired[PassportExtraInfo | None]
    """
    Fields in the script of the issuing country. An empty object for passports that are not Chinese.
    """
    confidence: NotRequired[ConfidenceMap | None]


class PassportResponse(TypedDict):
    """
    The response to a passport request.
    """

    result: PassportResult


class PeruIdCardRequest(TypedDict):
    image: NotRequired[EncodedImage]
    url: NotRequired[ImageUrl]
    return_portrait_image: NotRequired[bool]
    """
    Whether to return the portrait, cut out, as Base64 text. If omitted or false, the field is null or absent.
    """
    return_portrait_location: NotRequired[bool]
    """
    Whether to return the corners of the portrait. If omitted or false, the field is null or absent.
    """


class PeruIdCardResult(TypedDict):
    """
    The fields of one card.
    """

    cui_number: NotRequired[str | None]
    """
    Number of the holder (CUI) with its check digit.
    """
    first_surname: NotRequired[str | None]
    """
    First family name.
    """
    second_surname: NotRequired[str | None]
    """
    Second family name.
    """
    given_name: NotRequired[str | None]
    """
    Given names.
    """
    sex: NotRequired[str | None]
    """
    Sex as printed, for example `M`.
    """
    marital_status: NotRequired[str | None]
    """
    Marital status as printed, one letter.
    """
    birth_date: NotRequired[str | None]
    """
    Date of birth as printed, `DD MM YYYY`.
    """
    nationality: NotRequired[str | None]
    """
    Nationality as printed.
    """
    issue_date: NotRequired[str | None]
    """
    Date of issue as printed, `DD MM YYYY`.
    """
    expiry_date: NotRequired[str | None]
    """
    Date of expiry as printed, `DD MM YYYY`.
    """
    birth_place: NotRequired[str | float | None]
    """
    Code of the place of birth, six digits. The table says text, the example has a number, which has lost its leading zeros if the code had any (D-085).
    """
    voting_group: NotRequired[str | None]
    """
    Voting group.
    """
    organ_donation: NotRequired[str | None]
    """
    Statement on the donation of organs.
    """
    registration_date: NotRequired[str | None]
    """
    Date of registration as printed, `DD MM YYYY`.
    """
    portrait_image: NotRequired[str | None]
    """
    The portrait cut out of the image, as Base64 text of an image file. Only with `return_portrait_image`, else null or absent.
    """
    portrait_location: NotRequired[Polygon]
    """
    Four corners of the portrait in pixels of the image as sent, x to the right and y down. Only with `return_portrait_location`, else null or absent.
    """
    address: NotRequired[str | None]
    """
    Address.
    """
    department: NotRequired[str | None]
    """
    Department of the address.
    """
    province: NotRequired[str | None]
    """
    Province of the address.
    """
    district: NotRequired[str | None]
    """
    District of the address.
    """
    remarks: NotRequired[str | None]
    """
    Remarks on the card.
    """
    machine_code1: NotRequired[str | None]
    """
    First machine-readable line.
    """
    machine_code2: NotRequired[str | None]
    """
    Second machine-readable line.
    """
    machine_code3: NotRequired[str | None]
    """
    Third machine-readable line.
    """
    duplicate: NotRequired[bool | None]
    """
    Whether the card is a duplicate.
    """
    confidence: NotRequired[ConfidenceMap | None]


class PeruIdCardResponse(TypedDict):
    """
    The response to a Peruvian identity card request.
    """

    result: PeruIdCardResult


class SmartDocumentRequest(TypedDict):
    data: NotRequired[EncodedImage]
    url: NotRequired[ImageUrl]
    single_orientation_mode: NotRequired[bool]
    """
    Whether all text of the page runs in one direction, which is more accurate; `false` reads text in several directions. If omitted, one direction is assumed.
    """
    language: NotRequired[Literal["zh", "es", "ar", "pt", "tr", "th"]]
    """
    Language of the text: `zh` Chinese and English, `es` Spanish, `ar` Arabic, `pt` Portuguese, `tr` Turkish, `th` Thai. Key-value pairs are found in Chinese and English only (D-210). If omitted, Chinese and English are read.
    """
    kv: NotRequired[bool]
    """
    Whether to find pairs of a label and its value; they are returned in `kv_result`. No default is documented; expect off (D-054).
    """
    table: NotRequired[bool]
    """
    Whether to find logical tables, those of rows and columns with a heading in the first row or column; they are returned in `table_result`. No default is documented; expect off (D-054).
    """
    layout: NotRequired[bool]
    """
    Whether to find the areas of the page (titles, paragraphs, images and so on); they are returned in `layout_result`. No default is documented; expect off (D-054).
    """
    return_excel: NotRequired[bool]
    """
    Whether to return each table as a spreadsheet file too. Needs `table` to be true. No default is documented; expect off (D-054).
    """
    form: NotRequired[bool]
    """
    Whether to find ruled forms, with values in drawn cells, like a household register; they are returned in `form_result`. No default is documented; expect off (D-054).
    """
    formula: NotRequired[bool]
    """
    Whether to read formulas of up to three lines as LaTeX; they are returned in `formula_result`. Takes longer. No default is documented; expect off (D-054).
    """
    image_layout: NotRequired[bool]
    """
    Whether to analyse the layout of images on the page too; the result is in `image_layout` of `layout_result`, so `layout` has to be true (D-031). No default is documented; expect off (D-054).
    """
    kv_map: NotRequired[str]
    """
    A JSON object as text that renames labels of `kv_result`, each old label to its new one, like `{"Name": "Full name"}`. Needs `kv` to be true (D-031).
    """
    erase_seal: NotRequired[bool]
    """
    Whether to remove a seal before reading, so that the text under it is read better. No default is documented; expect off (D-054).
    """
    pdf_page_number: NotRequired[int]
    """
    Page of a PDF to read, counted from 1 (D-026). If omitted, the first page is read.
    """
    character_mode: NotRequired[bool]
    """
    Whether to return every character of `ocr_result` with its position and confidence too. If omitted, only blocks are returned.
    """


class SmartDocumentChar(TypedDict):
    """
    One character of a block.
    """

    char: NotRequired[str | None]
    """
    The character.
    """
    char_location: NotRequired[Polygon]
    char_confidence: NotRequired[float | None]
    """
    Confidence of the character, 0 to 1.
    """


class SmartDocumentWordsBlock(TypedDict):
    """
    One block of text.
    """

    words: NotRequired[str | None]
    """
    Text of the block.
    """
    location: NotRequired[Polygon]
    confidence: NotRequired[float | None]
    """
    Confidence of the block's text, 0 to 1.
    """
    char_list: NotRequired[list[SmartDocumentChar] | None]
    """
    The block's characters, from left to right and from top to bottom. Only with `character_mode`.
    """


class SmartDocumentText(TypedDict):
    """
    The text of a page, block by block.
    """

    direction: NotRequired[float | None]
    """
    Angle in degrees by which the page is turned.
    """
    words_block_count: NotRequired[int | None]
    """
    Number of blocks found.
    """
    words_block_list: NotRequired[list[SmartDocumentWordsBlock] | None]
    """
    The blocks, from left to right and from top to bottom.
    """


class SmartDocumentPairBlock(TypedDict):
    """
    One block of text of a pair.
    """

    words: NotRequired[str | None]
    """
    Text of the block.
    """
    location: NotRequired[Polygon]
    type: NotRequired[str | None]
    """
    Part of the pair, `key` for the label or `value`.
    """


class SmartDocumentPair(TypedDict):
    """
    One label and its value.
    """

    key: NotRequired[str | None]
    """
    The label, renamed by `kv_map` where that names it.
    """
    value: NotRequired[str | None]
    """
    The value.
    """
    words_block_count: NotRequired[int | None]
    """
    Number of blocks of text that the pair is made of.
    """
    words_block_list: NotRequired[list[SmartDocumentPairBlock] | None]
    """
    The blocks of text that the pair is made of.
    """


class SmartDocumentPairs(TypedDict):
    """
    Pairs of a label and its value. Only with `kv`.
    """

    kv_block_count: NotRequired[int | None]
    """
    Number of pairs found.
    """
    kv_block_list: NotRequired[list[SmartDocumentPair] | None]
    """
    The pairs.
    """


class SmartDocumentCell(TypedDict):
    """
    One cell; a merged one covers several rows or columns.
    """

    words: NotRequired[str | None]
    """
    Text of the cell.
    """
    rows: NotRequired[list[int | None] | None]
    """
    Rows that the cell covers, counted from 0.
    """
    columns: NotRequired[list[int | None] | None]
    """
    Columns that the cell covers, counted from 0.
    """


class SmartDocumentTable(TypedDict):
    """
    One table or form, cell by cell.
    """

    location: NotRequired[Polygon]
    words_block_count: NotRequired[int | None]
    """
    Number of cells.
    """
    words_block_list: NotRequired[list[SmartDocumentCell] | None]
    """
    The cells.
    """
    excel: NotRequired[str | None]
    """
    The table as a file of type xlsx, Base64. Only with `return_excel`.
    """


class SmartDocumentTables(TypedDict):
    """
    Logical tables. Only with `table`.
    """

    table_count: NotRequired[int | None]
    """
    Number of tables found.
    """
    table_list: NotRequired[list[SmartDocumentTable] | None]
    """
    The tables.
    """


class SmartDocumentArea(TypedDict):
    """
    One area of the page.
    """

    location: NotRequired[Polygon]
    type: NotRequired[str | None]
    """
    Kind of area. Known: `text`, `title`, `sub_title`, `image`, `image_caption`, `form`, `table`, `table_caption`, `header`, `footer`, `page_number`, `reference`, `formula`, `stamp`, `directory`, `footnote`.
    """
    text: NotRequired[str | None]
    """
    Text of the area; may be missing for tables and images (D-029).
    """
    words_ids: NotRequired[list[int | None] | None]
    """
    Indices into `words_block_list` of `ocr_result`, of the blocks that lie in the area.
    """
    table_id: NotRequired[int | None]
    """
    Index into `table_list` of `table_result`. Only for tables, with `table`.
    """
    form_id: NotRequired[int | None]
    """
    Index into `form_list` of `form_result`. Only for forms, with `form` (D-028).
    """
    formula_id: NotRequired[int | None]
    """
    Index into `formula_list` of `formula_result`. Only for formulas, with `formula`.
    """


class SmartDocumentLayout(TypedDict):
    """
    The areas of the page. Only with `layout`.
    """

    layout_block_count: NotRequired[int | None]
    """
    Number of areas found.
    """
    layout_block_list: NotRequired[list[SmartDocumentArea] | None]
    """
    The areas.
    """
    image_layout: NotRequired[Any]
    """
    What was found inside the images of the page. Only with `image_layout`; no page of the vendor says in what form, so any value is taken (D-030).
    """


class SmartDocumentForms(TypedDict):
    """
    Ruled forms. Only with `form`.
    """

    form_count: NotRequired[int | None]
    """
    Number of forms found.
    """
    form_list: NotRequired[list[SmartDocumentTable] | None]
    """
    The forms.
    """


class SmartDocumentFormula(TypedDict):
    """
    One formula.
    """

    formula: NotRequired[str | None]
    """
    The formula as LaTeX.
    """
    location: NotRequired[Polygon]
    type: NotRequired[str | None]
    """
    `formula` for one that stands by itself, `embedded_formula` for one in a line of text. Missing in the vendor's example (D-027).
    """


class SmartDocumentFormulas(TypedDict):
    """
    Formulas. Only with `formula`.
    """

    formula_count: NotRequired[int | None]
    """
    Number of formulas found.
    """
    formula_list: NotRequired[list[SmartDocumentFormula] | None]
    """
    The formulas.
    """


class SmartDocumentResult(TypedDict):
    """
    What was read on one page; the kinds that were not asked for are missing.
    """

    ocr_result: NotRequired[SmartDocumentText | None]
    kv_result: NotRequired[SmartDocumentPairs | None]
    table_result: NotRequired[SmartDocumentTables | None]
    layout_result: NotRequired[SmartDocumentLayout | None]
    form_result: NotRequired[SmartDocumentForms | None]
    formula_result: NotRequired[SmartDocumentFormulas | None]


class SmartDocumentResponse(TypedDict):
    """
    The response to a smart document request.
    """

    result: list[SmartDocumentResult]
    """
    What was read, page by page in their order. A page may be spread over several items, each with results of one kind (D-024).
    """


class ThailandIdCardRequest(TypedDict):
    image: NotRequired[EncodedImage]
    url: NotRequired[ImageUrl]
    side: NotRequired[Literal["", "front", "back"]]
    """
    Which side the image shows. If omitted or empty, the service detects it; giving it makes the reading more accurate.
    """
    return_portrait_image: NotRequired[bool]
    """
    Whether to return the portrait, cut out, as Base64 text. Off by default.
    """
    return_portrait_location: NotRequired[bool]
    """
    Whether to return the corners of the portrait. No default is documented; expect off (D-054).
    """
    return_idcard_type: NotRequired[bool]
    """
    Whether to distinguish an original card from a copy. No default is documented; expect off (D-054).
    """
    return_text_location: NotRequired[bool]
    """
    Whether to return the position of each field in the image. Off by default.
    """


class ThailandIdCardConfidence(TypedDict):
    """
    Confidence of each field by the field's name, 0 to 1.
    """

    id_number: NotRequired[float | None]
    """
    Confidence of the identification number. The example of a back carries the confidence of `card_number` here (D-051).
    """
    name_th: NotRequired[float | None]
    """
    Confidence of the Thai name.
    """
    name_en: NotRequired[float | None]
    """
    Confidence of the English name.
    """
    ref_number: NotRequired[float | None]
    """
    Confidence of the reference number.
    """
    first_name_en: NotRequired[float | None]
    """
    Confidence of the English given name.
    """
    last_name_en: NotRequired[float | None]
    """
    Confidence of the English family name.
    """
    date_of_birth_th: NotRequired[float | None]
    """
    Confidence of the Thai date of birth.
    """
    date_of_birth_en: NotRequired[float | None]
    """
    Confidence of the English date of birth.
    """
    religion_th: NotRequired[float | None]
    """
    Confidence of the religion.
    """
    address_th: NotRequired[float | None]
    """
    Confidence of the address.
    """
    date_of_issue_th: NotRequired[float | None]
    """
    Confidence of the Thai date of issue.
    """
    date_of_issue_en: NotRequired[float | None]
    """
    Confidence of the English date of issue.
    """
    date_of_expiry_th: NotRequired[float | None]
    """
    Confidence of the Thai date of expiry.
    """
    date_of_expiry_en: NotRequired[float | None]
    """
    Confidence of the English date of expiry.
    """
    serial_number: NotRequired[float | None]
    """
    Confidence of the serial number.
    """
    card_number: NotRequired[float | None]
    """
    Confidence of the number on the back.
    """
    laser_number: NotRequired[float | None]
    """
    Confidence of the laser code.
    """


class ThailandIdCardResult(TypedDict):
    """
    Fields of one side of a card.
    """

    type: NotRequired[str | None]
    """
    Kind of card, `normal` for the ordinary one and `pink` for the one of foreigners.
    """
    side: NotRequired[str | None]
    """
    Side that was read, `front` or `back`.
    """
    name_en: NotRequired[str | None]
    """
    Full name in English.
    """
    ref_number: NotRequired[str | None]
    """
    Reference number.
    """
    id_number: NotRequired[str | None]
    """
    Identification number.
    """
    name_th: NotRequired[str | None]
    """
    Full name in Thai.
    """
    first_name_en: NotRequired[str | None]
    """
    Given name in English.
    """
    last_name_en: NotRequired[str | None]
    """
    Family name in English.
    """
    date_of_birth_th: NotRequired[str | None]
    """
    Date of birth as printed in Thai, with the year of the Buddhist era (`5 ก.พ. 2493`).
    """
    date_of_birth_en: NotRequired[str | None]
    """
    Date of birth as printed in English (`5 Feb. 1950`).
    """
    religion_th: NotRequired[str | None]
    """
    Religion, in Thai.
    """
    address_th: NotRequired[str | None]
    """
    Address, in Thai.
    """
    date_of_issue_th: NotRequired[str | None]
    """
    Date of issue as printed in Thai.
    """
    date_of_issue_en: NotRequired[str | None]
    """
    Date of issue as printed in English.
    """
    date_of_expiry_th: NotRequired[str | None]
    """
    Date of expiry as printed in Thai.
    """
    date_of_expiry_en: NotRequired[str | None]
    """
    Date of expiry as printed in English.
    """
    serial_number: NotRequired[str | None]
    """
    Serial number of the card.
    """
    card_number: NotRequired[str | None]
    """
    Number on the back of the card.
    """
    laser_number: NotRequired[str | None]
    """
    Laser code on the back of the card.
    """
    confidence: NotRequired[ThailandIdCardConfidence | None]
    """
    Confidence of each field, 0 to 1.
    """
    portrait_image: NotRequired[str | None]
    """
    The portrait as Base64 text. Only with `return_portrait_image`.
    """
    portrait_location: NotRequired[Polygon]
    """
    Four corners of the portrait in pixels of the image as sent. Only with `return_portrait_location`.
    """
    idcard_type: NotRequired[str | None]
    """
    Whether the card is the thing itself, `normal`, or a `copy` of it. Only with `return_idcard_type`.
    """
    text_location: NotRequired[dict[str, Any] | None]
    """
    Where the text of each field stands, four corners by the field's name, in pixels of the image as sent. Only with `return_text_location`. No page shows an example of it (D-053).
    """


class ThailandIdCardResponse(TypedDict):
    """
    The response to a Thai identity card request.
    """

    result: ThailandIdCardResult


class ThailandLicensePlateRequest(TypedDict):
    image: NotRequired[EncodedImage]
    url: NotRequired[ImageUrl]


class ThailandLicensePlateResult(TypedDict):
    """
    One license plate.
    """

    plate_number: NotRequired[str | None]
    """
    Letters and digits of the plate as printed, the letters in Thai script.
    """
    plate_location: NotRequired[Polygon]
    """
    Four corners of the plate in pixels of the image as sent, x to the right and y down.
    """
    confidence: NotRequired[float | None]
    """
    Confidence of the plate as a whole, 0 to 1.
    """
    province: NotRequired[str | None]
    """
    Province in which the vehicle is registered, in Thai script.
    """


class ThailandLicensePlateResponse(TypedDict):
    """
    The response to a Thailand license plate request.
    """

    result: list[ThailandLicensePlateResult]
    """
    The plates found, one item each; empty if there is none (D-088).
    """


class VietnamIdCardRequest(TypedDict):
    image: NotRequired[EncodedImage]
    url: NotRequired[ImageUrl]
    side: NotRequired[Literal["", "front", "back"]]
    """
    Side that the image shows. If omitted or empty, the service decides by the image; giving it makes the response more accurate.
    """
    return_portrait_image: NotRequired[bool]
    """
    Whether to return the portrait, cut out, as Base64 text. Off by default.
    """
    return_portrait_location: NotRequired[bool]
    """
    Whether to return the corners of the portrait. No default is documented; expect off (D-075).
    """
    return_idcard_type: NotRequired[bool]
    """
    Whether to distinguish an original, a copy and a screen. No default is documented; expect off (D-075).
    """
    return_text_location: NotRequired[bool]
    """
    Whether to return the corners of the text of each field. Off by default.
    """


class VietnamIdCardResult(TypedDict):
    """
    The fields of one side of a card; the other side's fields are absent.
    """

    side: NotRequired[str | None]
    """
    Side that was read, `front` or `back`.
    """
    number: NotRequired[str | None]
    """
    Number of the card.
    """
    full_name: NotRequired[str | None]
    """
    Name of the holder.
    """
    birth_date: NotRequired[str | None]
    """
    Date of birth as printed, day first; the separator differs between cards and fields (D-082).
    """
    sex: NotRequired[str | None]
    """
    Sex in Vietnamese, as printed.
    """
    nationality: NotRequired[str | None]
    """
    Nationality in Vietnamese, as printed.
    """
    origin_place: NotRequired[str | None]
    """
    Place of origin.
    """
    residence_place: NotRequired[str | None]
    """
    Place of residence.
    """
    expiry_date: NotRequired[str | None]
    """
    Date of expiry as printed, day first.
    """
    personal_identification: NotRequired[str | None]
    """
    Distinguishing marks of the holder, on the back.
    """
    issue_date: NotRequired[str | None]
    """
    Date of issue, on the back.
    """
    machine_code1: NotRequired[str | None]
    """
    First machine-readable line, on the back.
    """
    machine_code2: NotRequired[str | None]
    """
    Second machine-readable line, on the back.
    """
    machine_code3: NotRequired[str | None]
    """
    Third machine-readable line, on the back.
    """
    confidence: NotRequired[ConfidenceMap | None]
    portrait_image: NotRequired[str | None]
    """
    The portrait cut out of the image, as Base64 text of an image file. Only with `return_portrait_image`.
    """
    portrait_location: NotRequired[Polygon]
    """
    Four corners of the portrait in pixels of the image as sent, x to the right and y down. Only with `return_portrait_location`.
    """
    idcard_type: NotRequired[str | None]
    """
    What the image shows, the card itself (`normal`), a copy of it (`copy`) or a screen with it (`screen`). Only with `return_idcard_type`.
    """
    text_location: NotRequired[dict[str, Any] | None]
    """
    Where the text of each field stands, four corners by the field's name, in pixels of the image as sent. Only with `return_text_location`. No page shows the shape (D-081).
    """


class VietnamIdCardResponse(TypedDict):
    """
    The response to a Vietnamese identity card request.
    """

    result: VietnamIdCardResult


class WebImageRequest(TypedDict):
    image: NotRequired[EncodedImage]
    url: NotRequired[ImageUrl]
    detect_direction: NotRequired[bool]
    """
    Whether to straighten a tilted image of any angle before reading. Off by default; advisable for tilted images.
    """
    extract_type: NotRequired[list[Literal["contact_info", "image_size"]]]
    """
    What to extract besides the text. `image_size` is the width and height of the image, `contact_info` a name with telephone number and address. Nothing by default. The vendor's request table names `image_size` alone (D-046).
    """
    detect_font: NotRequired[bool]
    """
    Compares the lettering of each block with known fonts and returns the five closest. Off by default.
    """
    detect_text_direction: NotRequired[bool]
    """
    Whether to detect the direction of each piece of text by itself. On by default; turn it off if all text is upright.
    """


class WebImageWordsBlock(TypedDict):
    """
    A block of text.
    """

    words: NotRequired[str | None]
    """
    Text of the block.
    """
    confidence: NotRequired[float | None]
    """
    Confidence of the text, 0 to 1.
    """
    location: NotRequired[Polygon]
    """
    Four corners of the block in pixels of the image as sent, clockwise from the corner where the text begins.
    """
    font_list: NotRequired[list[str | None] | None]
    """
    Names of the fonts that the lettering resembles, closest first. Only with `detect_font`.
    """
    font_scores: NotRequired[list[float | None] | None]
    """
    How likely each font of `font_list` is, in the same order, 0 to 1.
    """


class WebImageContactInfo(TypedDict):
    """
    A person to send something to.
    """

    name: NotRequired[str | None]
    """
    Name of the person.
    """
    phone: NotRequired[str | None]
    """
    Telephone number.
    """
    province: NotRequired[str | None]
    """
    Province.
    """
    city: NotRequired[str | None]
    """
    City.
    """
    district: NotRequired[str | None]
    """
    County or district.
    """
    detail_address: NotRequired[str | None]
    """
    The rest of the address, after province, city and district.
    """


class WebImageImageSize(TypedDict):
    """
    Size of the image in pixels.
    """

    height: NotRequired[int | None]
    """
    Height in pixels.
    """
    width: NotRequired[int | None]
    """
    Width in pixels.
    """


class WebImageExtractedData(TypedDict):
    """
    Data extracted from the image beyond its text.
    """

    contact_info: NotRequired[WebImageContactInfo | None]
    """
    A postal contact. Only if `extract_type` has `contact_info`.
    """
    image_size: NotRequired[WebImageImageSize | None]
    """
    Size of the image. Only if `extract_type` has `image_size`.
    """


class WebImageResult(TypedDict):
    """
    Text of one image, and what was extracted from it.
    """

    words_block_count: NotRequired[int | None]
    """
    Number of blocks of text.
    """
    words_block_list: NotRequired[list[WebImageWordsBlock] | None]
    """
    The blocks, from left to right and from top to bottom.
    """
    extracted_data: NotRequired[WebImageExtractedData | None]
    """
    What `extract_type` asked for, under the same names; empty when it asked for nothing.
    """


class WebImageResponse(TypedDict):
    """
    The response to a web image request.
    """

    result: WebImageResult


class TokenDomain(TypedDict):
    """
    The account that the user belongs to.
    """

    name: str
    """
    Name of the account.
    """


class TokenUser(TypedDict):
    """
    The IAM user.
    """

    name: str
    """
    Name of the IAM user.
    """
    password: str
    """
    Password of the IAM user.
    """
    domain: TokenDomain


class TokenPassword(TypedDict):
    """
    Proof by password.
    """

    user: TokenUser


class TokenIdentity(TypedDict):
    """
    How the user proves to be the one.
    """

    methods: list[Literal["password"]]
    """
    Ways of proof; by password alone.
    """
    password: TokenPassword


class TokenProject(TypedDict):
    """
    The project that the token acts for.
    """

    name: str
    """
    Name of the project; that of a region's first project is the region's id.
    """


class TokenScope(TypedDict):
    """
    What the token is good for; the recognizers want a project.
    """

    project: TokenProject


class TokenAuth(TypedDict):
    """
    Who signs in, and for which project.
    """

    identity: TokenIdentity
    scope: TokenScope


class TokenRequest(TypedDict):
    auth: TokenAuth


class TokenInfoName(TypedDict):
    """
    Something with an id and a name.
    """

    id: NotRequired[str | None]
    """
    The id.
    """
    name: NotRequired[str | None]
    """
    The name.
    """


class TokenInfoProject(TypedDict):
    """
    The project that the token acts for.
    """

    id: NotRequired[str | None]
    """
    Id of the project, the one to call the recognizers with.
    """
    name: NotRequired[str | None]
    """
    Name of the project.
    """
    domain: NotRequired[TokenInfoName | None]


class TokenInfoUser(TypedDict):
    """
    The user that signed in.
    """

    id: NotRequired[str | None]
    """
    Id of the user.
    """
    name: NotRequired[str | None]
    """
    Name of the user.
    """
    password_expires_at: NotRequired[str | None]
    """
    When the user's password ends; empty when it does not.
    """
    domain: NotRequired[TokenInfoName | None]


class TokenInfo(TypedDict):
    """
    The token's user, project and times.
    """

    expires_at: NotRequired[str | None]
    """
    When the token ends, as UTC like `2030-01-02T03:04:05.678000Z`.
    """
    issued_at: NotRequired[str | None]
    """
    When the token was made, as UTC.
    """
    methods: NotRequired[list[str | None] | None]
    """
    Ways of proof that were used.
    """
    project: NotRequired[TokenInfoProject | None]
    user: NotRequired[TokenInfoUser | None]
    roles: NotRequired[list[TokenInfoName | None] | None]
    """
    Roles that the user has in the project.
    """
    catalog: NotRequired[list[dict[str, Any] | None] | None]
    """
    Services that the token reaches; often large, and not needed here.
    """


class TokenResponse(TypedDict):
    """
    What the token stands for; the token itself is in the header `X-Subject-Token`.
    """

    token: NotRequired[TokenInfo | None]


class IamErrorDetail(TypedDict):
    """
    The failure.
    """

    code: NotRequired[int | str | None]
    """
    HTTP status, or a code of the identity service.
    """
    message: NotRequired[str | None]
    """
    The failure in words.
    """
    title: NotRequired[str | None]
    """
    Name of the status.
    """


class IamError(TypedDict):
    """
    What the identity service says when a call fails: an `error` object, or the form of the gateway and of newer parts, `error_code` and `error_msg`.
    """

    error: NotRequired[IamErrorDetail | None]
    error_code: NotRequired[str | None]
    """
    Code of the failure; `x-errors` explains the known ones.
    """
    error_msg: NotRequired[str | None]
    """
    The failure in words.
    """
    request_id: NotRequired[str | None]
    """
    Id of the request.
    """


class ProjectLinks(TypedDict):
    """
    Addresses of this and of neighbouring responses.
    """

    self: NotRequired[str | None]
    """
    Address of this.
    """
    next: NotRequired[str | None]
    """
    Address of the next page.
    """
    previous: NotRequired[str | None]
    """
    Address of the page before.
    """


class Project(TypedDict):
    """
    One project; it belongs to one region.
    """

    id: NotRequired[str | None]
    """
    Id of the project.
    """
    name: NotRequired[str | None]
    """
    Name of the project; that of a region's first project is the region's id.
    """
    description: NotRequired[str | None]
    """
    What the owner wrote about the project.
    """
    domain_id: NotRequired[str | None]
    """
    Id of the account that owns the project.
    """
    parent_id: NotRequired[str | None]
    """
    Id of the project above this one, or of the account.
    """
    is_domain: NotRequired[bool | None]
    """
    Whether the project stands for the account itself.
    """
    enabled: NotRequired[bool | None]
    """
    Whether the project can be used.
    """
    links: NotRequired[ProjectLinks | None]


class ProjectListResponse(TypedDict):
    """
    The projects that the caller can see.
    """

    projects: list[Project | None] | None
    """
    The projects.
    """
    links: NotRequired[ProjectLinks | None]
