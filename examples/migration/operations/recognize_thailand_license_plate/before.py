"""Read a license plate of Thailand with huaweicloudsdkocr."""

from base64 import b64encode
from pathlib import Path

from huaweicloudsdkocr.v1 import (
    OcrClient,
    RecognizeThailandLicensePlateRequest,
    ThailandLicensePlateRequestBody,
)
from huaweicloudsdkocr.v1.region.ocr_region import OcrRegion

client = OcrClient.new_builder().with_region(OcrRegion.value_of("ap-southeast-2")).build()
image = b64encode(Path("scan.png").read_bytes()).decode()
body = ThailandLicensePlateRequestBody(image=image)
response = client.recognize_thailand_license_plate(RecognizeThailandLicensePlateRequest(body=body))

print(response.result[0].plate_number)
