"""Send everything to an address of your own with huaweicloudsdkocr."""

from base64 import b64encode
from pathlib import Path

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkocr.v1 import OcrClient, PassportRequestBody, RecognizePassportRequest

credentials = BasicCredentials("your-access-key", "your-secret-key", "your-project-id")
client = (
    OcrClient.new_builder()
    .with_credentials(credentials)
    .with_endpoint("http://127.0.0.1:8787")
    .build()
)
image = b64encode(Path("scan.png").read_bytes()).decode()
body = PassportRequestBody(image=image)
response = client.recognize_passport(RecognizePassportRequest(body=body))
