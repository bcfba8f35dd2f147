"""Read an identity card of Peru with huaweicloudsdkocr."""

from base64 import b64encode
from pathlib import Path

from huaweicloudsdkocr.v1 import OcrClient, PeruIdCardRequestBody, RecognizePeruIdCardRequest
from huaweicloudsdkocr.v1.region.ocr_region import OcrRegion

client = OcrClient.new_builder().with_region(OcrRegion.value_of("la-south-2")).build()
image = b64encode(Path("scan.png").read_bytes()).decode()
body = PeruIdCardRequestBody(image=image, return_portrait_image=True)
response = client.recognize_peru_id_card(RecognizePeruIdCardRequest(body=body))

print(response.result.cui_number)
