"""Read several images at once with huaweicloudsdkocr: eight threads and futures."""

from base64 import b64encode
from pathlib import Path

from huaweicloudsdkocr.v1 import OcrAsyncClient, PassportRequestBody, RecognizePassportRequest
from huaweicloudsdkocr.v1.region.ocr_region import OcrRegion

client = OcrAsyncClient.new_builder().with_region(OcrRegion.value_of("ap-southeast-1")).build()
futures = []
for path in ["scan.png", "second.png"]:
    body = PassportRequestBody(image=b64encode(Path(path).read_bytes()).decode())
    futures.append(client.recognize_passport_async(RecognizePassportRequest(body=body)))
responses = [future.result() for future in futures]
