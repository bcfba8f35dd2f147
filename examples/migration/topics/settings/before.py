"""Set timeouts and the size of the connection pool with huaweicloudsdkocr."""

from base64 import b64encode
from pathlib import Path

from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkocr.v1 import OcrClient, PassportRequestBody, RecognizePassportRequest
from huaweicloudsdkocr.v1.region.ocr_region import OcrRegion

config = HttpConfig(timeout=(5, 30), pool_maxsize=50)  # seconds to connect, seconds of silence
client = (
    OcrClient.new_builder()
    .with_http_config(config)
    .with_region(OcrRegion.value_of("ap-southeast-1"))
    .build()
)
image = b64encode(Path("scan.png").read_bytes()).decode()
body = PassportRequestBody(image=image)
response = client.recognize_passport(RecognizePassportRequest(body=body))
