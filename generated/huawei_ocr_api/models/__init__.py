"""Models of all operations, each imported on first access."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .cambodian_id_card_request import CambodianIdCardRequest
    from .cambodian_id_card_response import CambodianIdCardResponse
    from .cambodian_id_card_result import CambodianIdCardResult
    from .cambodian_id_card_score_info import CambodianIdCardScoreInfo
    from .chile_id_card_confidence import ChileIdCardConfidence
    from .chile_id_card_request import ChileIdCardRequest
    from .chile_id_card_response import ChileIdCardResponse
    from .chile_id_card_result import ChileIdCardResult
    from .colombia_id_card_request import ColombiaIdCardRequest
    from .colombia_id_card_response import ColombiaIdCardResponse
    from .colombia_id_card_result import ColombiaIdCardResult
    from .confidence_map import ConfidenceMap
    from .error import Error
    from .general_table_char import GeneralTableChar
    from .general_table_request import GeneralTableRequest
    from .general_table_response import GeneralTableResponse
    from .general_table_result import GeneralTableResult
    from .general_table_words_block import GeneralTableWordsBlock
    from .general_table_words_item import GeneralTableWordsItem
    from .general_table_words_region import GeneralTableWordsRegion
    from .general_text_char import GeneralTextChar
    from .general_text_request import GeneralTextRequest
    from .general_text_response import GeneralTextResponse
    from .general_text_result import GeneralTextResult
    from .general_text_words_block import GeneralTextWordsBlock
    from .iam_error import IamError
    from .iam_error_detail import IamErrorDetail
    from .id_document_classification_alarms import IdDocumentClassificationAlarms
    from .id_document_classification_request import IdDocumentClassificationRequest
    from .id_document_classification_response import IdDocumentClassificationResponse
    from .id_document_classification_result import IdDocumentClassificationResult
    from .id_document_classification_scores import IdDocumentClassificationScores
    from .id_document_request import IdDocumentRequest
    from .id_document_response import IdDocumentResponse
    from .id_document_result import IdDocumentResult
    from .myanmar_driver_license_confidence import MyanmarDriverLicenseConfidence
    from .myanmar_driver_license_request import MyanmarDriverLicenseRequest
    from .myanmar_driver_license_response import MyanmarDriverLicenseResponse
    from .myanmar_driver_license_result import MyanmarDriverLicenseResult
    from .myanmar_id_card_confidence import MyanmarIdCardConfidence
    from .myanmar_id_card_request import MyanmarIdCardRequest
    from .myanmar_id_card_response import MyanmarIdCardResponse
    from .myanmar_id_card_result import MyanmarIdCardResult
    from .myanmar_id_card_translation import MyanmarIdCardTranslation
    from .passport_extra_info import PassportExtraInfo
    from .passport_local_language import PassportLocalLanguage
    from .passport_request import PassportRequest
    from .passport_response import PassportResponse
    from .passport_result import PassportResult
    from .peru_id_card_request import PeruIdCardRequest
    from .peru_id_card_response import PeruIdCardResponse
    from .peru_id_card_result import PeruIdCardResult
    from .project import Project
    from .project_links import ProjectLinks
    from .project_list_response import ProjectListResponse
    from .smart_document_area import SmartDocumentArea
    from .smart_document_cell import SmartDocumentCell
    from .smart_document_char import SmartDocumentChar
    from .smart_document_forms import SmartDocumentForms
    from .smart_document_formula import SmartDocumentFormula
    from .smart_document_formulas import SmartDocumentFormulas
    from .smart_document_layout import SmartDocumentLayout
    from .smart_document_pair import SmartDocumentPair
    from .smart_document_pair_block import SmartDocumentPairBlock
    from .smart_document_pairs import SmartDocumentPairs
    from .smart_document_request import SmartDocumentRequest
    from .smart_document_response import SmartDocumentResponse
    from .smart_document_result import SmartDocumentResult
    from .smart_document_table import SmartDocumentTable
    from .smart_document_tables import SmartDocumentTables
    from .smart_document_text import SmartDocumentText
    from .smart_document_words_block import SmartDocumentWordsBlock
    from .thailand_id_card_confidence import ThailandIdCardConfidence
    from .thailand_id_card_request import ThailandIdCardRequest
    from .thailand_id_card_response import ThailandIdCardResponse
    from .thailand_id_card_result import ThailandIdCardResult
    from .thailand_id_card_result_text_location import ThailandIdCardResultTextLocation
    from .thailand_license_plate_request import ThailandLicensePlateRequest
    from .thailand_license_plate_response import ThailandLicensePlateResponse
    from .thailand_license_plate_result import ThailandLicensePlateResult
    from .token_auth import TokenAuth
    from .token_domain import TokenDomain
    from .token_identity import TokenIdentity
    from .token_info import TokenInfo
    from .token_info_catalog_item import TokenInfoCatalogItem
    from .token_info_name import TokenInfoName
    from .token_info_project import TokenInfoProject
    from .token_info_user import TokenInfoUser
    from .token_password import TokenPassword
    from .token_project import TokenProject
    from .token_request import TokenRequest
    from .token_response import TokenResponse
    from .token_scope import TokenScope
    from .token_user import TokenUser
    from .vietnam_id_card_request import VietnamIdCardRequest
    from .vietnam_id_card_response import VietnamIdCardResponse
    from .vietnam_id_card_result import VietnamIdCardResult
    from .vietnam_id_card_result_text_location import VietnamIdCardResultTextLocation
    from .web_image_contact_info import WebImageContactInfo
    from .web_image_extracted_data import WebImageExtractedData
    from .web_image_image_size import WebImageImageSize
    from .web_image_request import WebImageRequest
    from .web_image_response import WebImageResponse
    from .web_image_result import WebImageResult
    from .web_image_words_block import WebImageWordsBlock

_MODULES = {
    "CambodianIdCardRequest": ".cambodian_id_card_request",
    "CambodianIdCardResponse": ".cambodian_id_card_response",
    "CambodianIdCardResult": ".cambodian_id_card_result",
    "CambodianIdCardScoreInfo": ".cambodian_id_card_score_info",
    "ChileIdCardConfidence": ".chile_id_card_confidence",
    "ChileIdCardRequest": ".chile_id_card_request",
    "ChileIdCardResponse": ".chile_id_card_response",
    "ChileIdCardResult": ".chile_id_card_result",
    "ColombiaIdCardRequest": ".colombia_id_card_request",
    "ColombiaIdCardResponse": ".colombia_id_card_response",
    "ColombiaIdCardResult": ".colombia_id_card_result",
    "ConfidenceMap": ".confidence_map",
    "Error": ".error",
    "GeneralTableChar": ".general_table_char",
    "GeneralTableRequest": ".general_table_request",
    "GeneralTableResponse": ".general_table_response",
    "GeneralTableResult": ".general_table_result",
    "GeneralTableWordsBlock": ".general_table_words_block",
    "GeneralTableWordsItem": ".general_table_words_item",
    "GeneralTableWordsRegion": ".general_table_words_region",
    "GeneralTextChar": ".general_text_char",
    "GeneralTextRequest": ".general_text_request",
    "GeneralTextResponse": ".general_text_response",
    "GeneralTextResult": ".general_text_result",
    "GeneralTextWordsBlock": ".general_text_words_block",
    "IamError": ".iam_error",
    "IamErrorDetail": ".iam_error_detail",
    "IdDocumentClassificationAlarms": ".id_document_classification_alarms",
    "IdDocumentClassificationRequest": ".id_document_classification_request",
    "IdDocumentClassificationResponse": ".id_document_classification_response",
    "IdDocumentClassificationResult": ".id_document_classification_result",
    "IdDocumentClassificationScores": ".id_document_classification_scores",
    "IdDocumentRequest": ".id_document_request",
    "IdDocumentResponse": ".id_document_response",
    "IdDocumentResult": ".id_document_result",
    "MyanmarDriverLicenseConfidence": ".myanmar_driver_license_confidence",
    "MyanmarDriverLicenseRequest": ".myanmar_driver_license_request",
    "MyanmarDriverLicenseResponse": ".myanmar_driver_license_response",
    "MyanmarDriverLicenseResult": ".myanmar_driver_license_result",
    "MyanmarIdCardConfidence": ".myanmar_id_card_confidence",
    "MyanmarIdCardRequest": ".myanmar_id_card_request",
    "MyanmarIdCardResponse": ".myanmar_id_card_response",
    "MyanmarIdCardResult": ".myanmar_id_card_result",
    "MyanmarIdCardTranslation": ".myanmar_id_card_translation",
    "PassportExtraInfo": ".passport_extra_info",
    "PassportLocalLanguage": ".passport_local_language",
    "PassportRequest": ".passport_request",
    "PassportResponse": ".passport_response",
    "PassportResult": ".passport_result",
    "PeruIdCardRequest": ".peru_id_card_request",
    "PeruIdCardResponse": ".peru_id_card_response",
    "PeruIdCardResult": ".peru_id_card_result",
    "Project": ".project",
    "ProjectLinks": ".project_links",
    "ProjectListResponse": ".project_list_response",
    "SmartDocumentArea": ".smart_document_area",
    "SmartDocumentCell": ".smart_document_cell",
    "SmartDocumentChar": ".smart_document_char",
    "SmartDocumentForms": ".smart_document_forms",
    "SmartDocumentFormula": ".smart_document_formula",
    "SmartDocumentFormulas": ".smart_document_formulas",
    "SmartDocumentLayout": ".smart_document_layout",
    "SmartDocumentPair": ".smart_document_pair",
    "SmartDocumentPairBlock": ".smart_document_pair_block",
    "SmartDocumentPairs": ".smart_document_pairs",
    "SmartDocumentRequest": ".smart_document_request",
    "SmartDocumentResponse": ".smart_document_response",
    "SmartDocumentResult": ".smart_document_result",
    "SmartDocumentTable": ".smart_document_table",
    "SmartDocumentTables": ".smart_document_tables",
    "SmartDocumentText": ".smart_document_text",
    "SmartDocumentWordsBlock": ".smart_document_words_block",
    "ThailandIdCardConfidence": ".thailand_id_card_confidence",
    "ThailandIdCardRequest": ".thailand_id_card_request",
    "ThailandIdCardResponse": ".thailand_id_card_response",
    "ThailandIdCardResult": ".thailand_id_card_result",
    "ThailandIdCardResultTextLocation": ".thailand_id_card_result_text_location",
    "ThailandLicensePlateRequest": ".thailand_license_plate_request",
    "ThailandLicensePlateResponse": ".thailand_license_plate_response",
    "ThailandLicensePlateResult": ".thailand_license_plate_result",
    "TokenAuth": ".token_auth",
    "TokenDomain": ".token_domain",
    "TokenIdentity": ".token_identity",
    "TokenInfo": ".token_info",
    "TokenInfoCatalogItem": ".token_info_catalog_item",
    "TokenInfoName": ".token_info_name",
    "TokenInfoProject": ".token_info_project",
    "TokenInfoUser": ".token_info_user",
    "TokenPassword": ".token_password",
    "TokenProject": ".token_project",
    "TokenRequest": ".token_request",
    "TokenResponse": ".token_response",
    "TokenScope": ".token_scope",
    "TokenUser": ".token_user",
    "VietnamIdCardRequest": ".vietnam_id_card_request",
    "VietnamIdCardResponse": ".vietnam_id_card_response",
    "VietnamIdCardResult": ".vietnam_id_card_result",
    "VietnamIdCardResultTextLocation": ".vietnam_id_card_result_text_location",
    "WebImageContactInfo": ".web_image_contact_info",
    "WebImageExtractedData": ".web_image_extracted_data",
    "WebImageImageSize": ".web_image_image_size",
    "WebImageRequest": ".web_image_request",
    "WebImageResponse": ".web_image_response",
    "WebImageResult": ".web_image_result",
    "WebImageWordsBlock": ".web_image_words_block",
}

__all__ = (
    "CambodianIdCardRequest",
    "CambodianIdCardResponse",
    "CambodianIdCardResult",
    "CambodianIdCardScoreInfo",
    "ChileIdCardConfidence",
    "ChileIdCardRequest",
    "ChileIdCardResponse",
    "ChileIdCardResult",
    "ColombiaIdCardRequest",
    "ColombiaIdCardResponse",
    "ColombiaIdCardResult",
    "ConfidenceMap",
    "Error",
    "GeneralTableChar",
    "GeneralTableRequest",
    "GeneralTableResponse",
    "GeneralTableResult",
    "GeneralTableWordsBlock",
    "GeneralTableWordsItem",
    "GeneralTableWordsRegion",
    "GeneralTextChar",
    "GeneralTextRequest",
    "GeneralTextResponse",
    "GeneralTextResult",
    "GeneralTextWordsBlock",
    "IamError",
    "IamErrorDetail",
    "IdDocumentClassificationAlarms",
    "IdDocumentClassificationRequest",
    "IdDocumentClassificationResponse",
    "IdDocumentClassificationResult",
    "IdDocumentClassificationScores",
    "IdDocumentRequest",
    "IdDocumentResponse",
    "IdDocumentResult",
    "MyanmarDriverLicenseConfidence",
    "MyanmarDriverLicenseRequest",
    "MyanmarDriverLicenseResponse",
    "MyanmarDriverLicenseResult",
    "MyanmarIdCardConfidence",
    "MyanmarIdCardRequest",
    "MyanmarIdCardResponse",
    "MyanmarIdCardResult",
    "MyanmarIdCardTranslation",
    "PassportExtraInfo",
    "PassportLocalLanguage",
    "PassportRequest",
    "PassportResponse",
    "PassportResult",
    "PeruIdCardRequest",
    "PeruIdCardResponse",
    "PeruIdCardResult",
    "Project",
    "ProjectLinks",
    "ProjectListResponse",
    "SmartDocumentArea",
    "SmartDocumentCell",
    "SmartDocumentChar",
    "SmartDocumentForms",
    "SmartDocumentFormula",
    "SmartDocumentFormulas",
    "SmartDocumentLayout",
    "SmartDocumentPair",
    "SmartDocumentPairBlock",
    "SmartDocumentPairs",
    "SmartDocumentRequest",
    "SmartDocumentResponse",
    "SmartDocumentResult",
    "SmartDocumentTable",
    "SmartDocumentTables",
    "SmartDocumentText",
    "SmartDocumentWordsBlock",
    "ThailandIdCardConfidence",
    "ThailandIdCardRequest",
    "ThailandIdCardResponse",
    "ThailandIdCardResult",
    "ThailandIdCardResultTextLocation",
    "ThailandLicensePlateRequest",
    "ThailandLicensePlateResponse",
    "ThailandLicensePlateResult",
    "TokenAuth",
    "TokenDomain",
    "TokenIdentity",
    "TokenInfo",
    "TokenInfoCatalogItem",
    "TokenInfoName",
    "TokenInfoProject",
    "TokenInfoUser",
    "TokenPassword",
    "TokenProject",
    "TokenRequest",
    "TokenResponse",
    "TokenScope",
    "TokenUser",
    "VietnamIdCardRequest",
    "VietnamIdCardResponse",
    "VietnamIdCardResult",
    "VietnamIdCardResultTextLocation",
    "WebImageContactInfo",
    "WebImageExtractedData",
    "WebImageImageSize",
    "WebImageRequest",
    "WebImageResponse",
    "WebImageResult",
    "WebImageWordsBlock",
)


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(_MODULES[name], __name__), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return [*globals(), *__all__]
