"""Read an identity card of Chile with huaweicloudsdkocr."""

from base64 import b64encode
from pathlib import Path

from huaweicloudsdkocr.v1 import ChileIdCardRequestBody, OcrClient, RecognizeChileIdCardRequest
from huaweicloudsdkocr.v1.region.ocr_region import OcrRegion

client = OcrClient.new_builder().with_region(OcrRegion.value_of("la-south-2")).build()
image = b64encode(Path("scan.png").read_bytes()).decode()
body = ChileIdCardRequestBody(image=image)
response = client.recognize_chile_id_card(RecognizeChileIdCardRequest(body=body))

print(response.result.document_number)
