"""Take the key from ~/.huaweicloud/credentials with ocr_wrapper."""

from ocr_wrapper import OcrClient

with OcrClient(region="ap-southeast-1") as client:  # the file is found by itself
    r = client.recognize_passport("scan.png")
