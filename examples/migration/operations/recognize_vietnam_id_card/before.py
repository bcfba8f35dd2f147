"""Read an identity card of Vietnam with huaweicloudsdkocr."""

from base64 import b64encode
from pathlib import Path

from huaweicloudsdkocr.v1 import OcrClient, RecognizeVietnamIdCardRequest, VietnamIdCardRequestBody
from huaweicloudsdkocr.v1.region.ocr_region import OcrRegion

client = OcrClient.new_builder().with_region(OcrRegion.value_of("ap-southeast-1")).build()
image = b64encode(Path("scan.png").read_bytes()).decode()
body = VietnamIdCardRequestBody(image=image, side="front")
response = client.recognize_vietnam_id_card(RecognizeVietnamIdCardRequest(body=body))

print(response.result.number)
