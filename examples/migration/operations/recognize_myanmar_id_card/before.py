"""Read an identity card of Myanmar with huaweicloudsdkocr."""

from base64 import b64encode
from pathlib import Path

from huaweicloudsdkocr.v1 import MyanmarIdcardRequestBody, OcrClient, RecognizeMyanmarIdcardRequest
from huaweicloudsdkocr.v1.region.ocr_region import OcrRegion

client = OcrClient.new_builder().with_region(OcrRegion.value_of("ap-southeast-1")).build()
image = b64encode(Path("scan.png").read_bytes()).decode()
body = MyanmarIdcardRequestBody(image=image, return_translation=True)
response = client.recognize_myanmar_idcard(RecognizeMyanmarIdcardRequest(body=body))

print(response.result.nrc_id)
