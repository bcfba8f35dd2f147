"""Read the key-value pairs and tables of a document with huaweicloudsdkocr."""

from base64 import b64encode
from pathlib import Path

from huaweicloudsdkocr.v1 import (
    OcrClient,
    RecognizeSmartDocumentRecognizerRequest,
    SmartDocumentRecognizerRequestBody,
)
from huaweicloudsdkocr.v1.region.ocr_region import OcrRegion

client = OcrClient.new_builder().with_region(OcrRegion.value_of("ap-southeast-1")).build()
image = b64encode(Path("scan.png").read_bytes()).decode()
body = SmartDocumentRecognizerRequestBody(data=image, kv=True, table=True)
response = client.recognize_smart_document_recognizer(
    RecognizeSmartDocumentRecognizerRequest(body=body)
)

for pair in response.result[0].kv_result.kv_block_list:
    print(pair.key, pair.value)
