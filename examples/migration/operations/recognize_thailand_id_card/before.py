"""Read an identity card of Thailand with huaweicloudsdkocr."""

from base64 import b64encode
from pathlib import Path

from huaweicloudsdkocr.v1 import (
    OcrClient,
    RecognizeThailandIdcardRequest,
    ThailandIdcardRequestBody,
)
from huaweicloudsdkocr.v1.region.ocr_region import OcrRegion

client = OcrClient.new_builder().with_region(OcrRegion.value_of("ap-southeast-2")).build()
image = b64encode(Path("scan.png").read_bytes()).decode()
body = ThailandIdcardRequestBody(image=image, side="front")
response = client.recognize_thailand_idcard(RecognizeThailandIdcardRequest(body=body))

print(response.result.id_number)
