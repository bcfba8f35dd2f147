"""Tell errors apart with huaweicloudsdkocr."""

from base64 import b64encode
from pathlib import Path

from huaweicloudsdkcore.exceptions.exceptions import SdkException, ServiceResponseException
from huaweicloudsdkocr.v1 import OcrClient, PassportRequestBody, RecognizePassportRequest
from huaweicloudsdkocr.v1.region.ocr_region import OcrRegion

client = OcrClient.new_builder().with_region(OcrRegion.value_of("ap-southeast-1")).build()
image = b64encode(Path("scan.png").read_bytes()).decode()
body = PassportRequestBody(image=image)
try:
    response = client.recognize_passport(RecognizePassportRequest(body=body))
except ServiceResponseException as error:
    if error.error_code == "AIS.0105":
        print("Nothing found in the image", error.request_id)
    else:
        print("Refused:", error.status_code, error.error_code, error.error_msg)
except SdkException as error:
    print("No response:", error.error_msg)
