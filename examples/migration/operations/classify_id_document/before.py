"""Classify an identity document with huaweicloudsdkocr."""

from base64 import b64encode
from pathlib import Path

from huaweicloudsdkocr.v1 import (
    AutoIdDocClassificationRequestBody,
    OcrClient,
    RecognizeAutoIdDocClassificationRequest,
)
from huaweicloudsdkocr.v1.region.ocr_region import OcrRegion

client = OcrClient.new_builder().with_region(OcrRegion.value_of("ap-southeast-2")).build()
image = b64encode(Path("scan.png").read_bytes()).decode()
body = AutoIdDocClassificationRequestBody(data=image, alarm=True)
response = client.recognize_auto_id_doc_classification(
    RecognizeAutoIdDocClassificationRequest(body=body)
)

print(response.result.type)
