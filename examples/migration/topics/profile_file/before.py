"""Take the key from ~/.huaweicloud/credentials with huaweicloudsdkocr."""

from base64 import b64encode
from pathlib import Path

from huaweicloudsdkcore.auth.provider import ProfileCredentialProvider
from huaweicloudsdkocr.v1 import OcrClient, PassportRequestBody, RecognizePassportRequest
from huaweicloudsdkocr.v1.region.ocr_region import OcrRegion

credentials = ProfileCredentialProvider.get_basic().get_credentials()
client = (
    OcrClient.new_builder()
    .with_credentials(credentials)
    .with_region(OcrRegion.value_of("ap-southeast-1"))
    .build()
)
image = b64encode(Path("scan.png").read_bytes()).decode()
body = PassportRequestBody(image=image)
response = client.recognize_passport(RecognizePassportRequest(body=body))
