"""Read a passport with huaweicloudsdkocr."""

from base64 import b64encode
from pathlib import Path

from huaweicloudsdkocr.v1 import OcrClient, PassportRequestBody, RecognizePassportRequest
from huaweicloudsdkocr.v1.region.ocr_region import OcrRegion

client = OcrClient.new_builder().with_region(OcrRegion.value_of("ap-southeast-1")).build()
image = b64encode(Path("scan.png").read_bytes()).decode()
body = PassportRequestBody(image=image, country_code="GENERAL")
response = client.recognize_passport(RecognizePassportRequest(body=body))

print(response.result.passport_number)
