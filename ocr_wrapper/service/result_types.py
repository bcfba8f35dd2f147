"""Result classes of the operations, as generated from the contract.

They are imported one by one on first use, because importing all of them takes longer than a call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huawei_ocr_api import models

if TYPE_CHECKING:
    from huawei_ocr_api.models import CambodianIdCardResult as CambodianIdCardResult
    from huawei_ocr_api.models import ChileIdCardResult as ChileIdCardResult
    from huawei_ocr_api.models import ColombiaIdCardResult as ColombiaIdCardResult
    from huawei_ocr_api.models import GeneralTableResult as GeneralTableResult
    from huawei_ocr_api.models import GeneralTextResult as GeneralTextResult
    from huawei_ocr_api.models import (
        IdDocumentClassificationResult as IdDocumentClassificationResult,
    )
    from huawei_ocr_api.models import IdDocumentResult as IdDocumentResult
    from huawei_ocr_api.models import MyanmarDriverLicenseResult as MyanmarDriverLicenseResult
    from huawei_ocr_api.models import MyanmarIdCardResult as MyanmarIdCardResult
    from huawei_ocr_api.models import PassportResult as PassportResult
    from huawei_ocr_api.models import PeruIdCardResult as PeruIdCardResult
    from huawei_ocr_api.models import SmartDocumentResult as SmartDocumentResult
    from huawei_ocr_api.models import ThailandIdCardResult as ThailandIdCardResult
    from huawei_ocr_api.models import ThailandLicensePlateResult as ThailandLicensePlateResult
    from huawei_ocr_api.models import VietnamIdCardResult as VietnamIdCardResult
    from huawei_ocr_api.models import WebImageResult as WebImageResult


def __getattr__(name: str) -> Any:
    """Import a class on first use."""
    if not name.endswith("Result"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(models, name)
