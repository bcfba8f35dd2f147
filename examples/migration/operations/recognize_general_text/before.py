"""Read the text of an image with huaweicloudsdkocr."""

from base64 import b64encode
from pathlib import Path

from huaweicloudsdkocr.v1 import GeneralTextRequestBody, OcrClient, RecognizeGeneralTextRequest
from huaweicloudsdkocr.v1.region.ocr_region import OcrRegion

client = OcrClient.new_builder().with_region(OcrRegion.value_of("ap-southeast-1")).build()
image = b64encode(Path("scan.png").read_bytes()).decode()
body = GeneralTextRequestBody(image=image, detect_direction=True)
response = client.recognize_general_text(RecognizeGeneralTextRequest(body=body))

for block in response.result.words_block_list:
    print(block.words, block.confidence)
