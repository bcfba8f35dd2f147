"""Read the text and the contact details of a web image with huaweicloudsdkocr."""

from base64 import b64encode
from pathlib import Path

from huaweicloudsdkocr.v1 import OcrClient, RecognizeWebImageRequest, WebImageRequestBody
from huaweicloudsdkocr.v1.region.ocr_region import OcrRegion

client = OcrClient.new_builder().with_region(OcrRegion.value_of("ap-southeast-2")).build()
image = b64encode(Path("scan.png").read_bytes()).decode()
body = WebImageRequestBody(image=image, extract_type=["contact_info"])
response = client.recognize_web_image(RecognizeWebImageRequest(body=body))

for block in response.result.words_block_list:
    print(block.words)
