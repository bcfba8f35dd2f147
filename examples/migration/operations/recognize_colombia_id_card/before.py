"""Read an identity card of Colombia with huaweicloudsdkocr."""

from base64 import b64encode
from pathlib import Path

from huaweicloudsdkocr.v1 import (
    ColombiaIdCardRequestBody,
    OcrClient,
    RecognizeColombiaIdCardRequest,
)
from huaweicloudsdkocr.v1.region.ocr_region import OcrRegion

client = OcrClient.new_builder().with_region(OcrRegion.value_of("la-north-2")).build()
image = b64encode(Path("scan.png").read_bytes()).decode()
body = ColombiaIdCardRequestBody(image=image)
response = client.recognize_colombia_id_card(RecognizeColombiaIdCardRequest(body=body))

print(response.result.number)
