"""How the vendor's SDK names the operations, and requests made of the contract's examples."""

from __future__ import annotations

import json
from typing import Any

from huawei_ocr_api.catalog import OPERATIONS

from tests.paths import ROOT
from tests.vendor import sdk

EXAMPLES = ROOT / "openapi" / "examples"

OTHER_NAMES = {
    "recognize_smart_document": "recognize_smart_document_recognizer",
    "classify_id_document": "recognize_auto_id_doc_classification",
    "recognize_thailand_id_card": "recognize_thailand_idcard",
    "recognize_myanmar_id_card": "recognize_myanmar_idcard",
}
"""Operations whose method the vendor names otherwise than by our operationId."""


def request_class(operation: str) -> Any:
    """Return the SDK's class of an operation's request; None if the SDK lacks the operation."""
    method = OTHER_NAMES.get(operation, operation)
    return getattr(sdk.model, "".join(map(str.title, method.split("_"))) + "Request", None)


SHARED = [operation for operation in OPERATIONS if request_class(operation) is not None]
"""Operations of the contract that the pinned SDK has too."""


def example(operation: str, name: str) -> Any:
    """Return an example of the contract."""
    return json.loads((EXAMPLES / operation / f"{name}.json").read_text(encoding="utf-8"))


def call(client: Any, operation: str, body: dict[str, Any], **headers: str) -> Any:
    """Send `body` with the vendor's own request classes and return its own response."""
    method = OTHER_NAMES.get(operation, operation)
    request = request_class(operation)
    content = getattr(sdk.model, request.openapi_types["body"])
    attributes = {wire: name for name, wire in content.attribute_map.items()}
    sent = content(**{attributes[wire]: value for wire, value in body.items()})
    return getattr(client, method)(request(body=sent, **headers))


def region_of(operation: str) -> str:
    """Return the first region that serves an operation."""
    return OPERATIONS[operation].regions[0]
