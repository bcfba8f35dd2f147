"""Retry a throttled or failed call with huaweicloudsdkocr."""

from base64 import b64encode
from pathlib import Path

from huaweicloudsdkcore.exceptions.exceptions import SdkException, ServiceResponseException
from huaweicloudsdkcore.retry.backoff_strategy import BackoffStrategies
from huaweicloudsdkocr.v1 import (
    OcrClient,
    PassportRequestBody,
    RecognizePassportRequest,
    RecognizePassportResponse,
)
from huaweicloudsdkocr.v1.region.ocr_region import OcrRegion


def may_help(_response: RecognizePassportResponse | None, error: SdkException | None) -> bool:
    """Return whether another request may have another outcome."""
    return isinstance(error, ServiceResponseException) and error.status_code in (429, 503)


client = OcrClient.new_builder().with_region(OcrRegion.value_of("ap-southeast-1")).build()
image = b64encode(Path("scan.png").read_bytes()).decode()
body = PassportRequestBody(image=image)
call = client.recognize_passport_invoker(RecognizePassportRequest(body=body))
response = call.with_retry(may_help, 2, BackoffStrategies.EQUAL_JITTER).invoke()
