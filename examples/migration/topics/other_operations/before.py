"""Call an operation that the contract does not have with huaweicloudsdkocr."""

from base64 import b64encode
from pathlib import Path

from huaweicloudsdkocr.v1 import BankcardRequestBody, OcrClient, RecognizeBankcardRequest
from huaweicloudsdkocr.v1.region.ocr_region import OcrRegion

client = OcrClient.new_builder().with_region(OcrRegion.value_of("cn-north-4")).build()
image = b64encode(Path("scan.png").read_bytes()).decode()
response = client.recognize_bankcard(
    RecognizeBankcardRequest(body=BankcardRequestBody(image=image))
)
