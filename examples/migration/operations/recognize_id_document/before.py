"""Read an identity document with huaweicloudsdkocr."""

from base64 import b64encode
from pathlib import Path

from huaweicloudsdkocr.v1 import IdDocumentRequestBody, OcrClient, RecognizeIdDocumentRequest
from huaweicloudsdkocr.v1.region.ocr_region import OcrRegion

client = OcrClient.new_builder().with_region(OcrRegion.value_of("ap-southeast-1")).build()
image = b64encode(Path("scan.png").read_bytes()).decode()
body = IdDocumentRequestBody(image=image, country_region=["ALB"], id_type=["PP"])
response = client.recognize_id_document(RecognizeIdDocumentRequest(body=body))

print(response.result.document_number)
