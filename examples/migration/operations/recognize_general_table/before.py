"""Read the tables of an image with huaweicloudsdkocr."""

from base64 import b64encode
from pathlib import Path

from huaweicloudsdkocr.v1 import GeneralTableRequestBody, OcrClient, RecognizeGeneralTableRequest
from huaweicloudsdkocr.v1.region.ocr_region import OcrRegion

client = OcrClient.new_builder().with_region(OcrRegion.value_of("ap-southeast-3")).build()
image = b64encode(Path("scan.png").read_bytes()).decode()
body = GeneralTableRequestBody(image=image, return_excel=True)
response = client.recognize_general_table(RecognizeGeneralTableRequest(body=body))

for region in response.result.words_region_list:
    if region.type == "table":
        print([block.words for block in region.words_block_list])
