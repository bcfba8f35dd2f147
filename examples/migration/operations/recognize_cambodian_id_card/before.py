"""Read an identity card of Cambodia with huaweicloudsdkocr."""

from base64 import b64encode
from pathlib import Path

from huaweicloudsdkocr.v1 import (
    CambodianIdCardRequestBody,
    OcrClient,
    RecognizeCambodianIdCardRequest,
)
from huaweicloudsdkocr.v1.region.ocr_region import OcrRegion

client = OcrClient.new_builder().with_region(OcrRegion.value_of("ap-southeast-3")).build()
image = b64encode(Path("scan.png").read_bytes()).decode()
body = CambodianIdCardRequestBody(image=image, detect_blur=True)
response = client.recognize_cambodian_id_card(RecognizeCambodianIdCardRequest(body=body))

print(response.result.id_number)
