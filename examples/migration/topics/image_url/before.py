"""Let the service download the image, billed to an enterprise project, with huaweicloudsdkocr."""

from huaweicloudsdkocr.v1 import GeneralTextRequestBody, OcrClient, RecognizeGeneralTextRequest
from huaweicloudsdkocr.v1.region.ocr_region import OcrRegion

client = OcrClient.new_builder().with_region(OcrRegion.value_of("ap-southeast-1")).build()
request = RecognizeGeneralTextRequest(
    enterprise_project_id="0",
    body=GeneralTextRequestBody(url="https://bucket.example.com/scan.png"),
)
response = client.recognize_general_text(request)
