"""Use the parts of a response of huaweicloudsdkocr."""

from base64 import b64encode
from pathlib import Path

from huaweicloudsdkocr.v1 import OcrClient, PassportRequestBody, RecognizePassportRequest
from huaweicloudsdkocr.v1.region.ocr_region import OcrRegion

client = OcrClient.new_builder().with_region(OcrRegion.value_of("ap-southeast-1")).build()
image = b64encode(Path("scan.png").read_bytes()).decode()
body = PassportRequestBody(image=image)
response = client.recognize_passport(RecognizePassportRequest(body=body))

print(response.result.surname, float(response.result.confidence["surname"]))
print(response.to_json_object()["result"]["machine_code2"])  # not in the class of the result
Path("passport.json").write_bytes(response.raw_content)
