"""Retry a throttled or failed call with ocr_wrapper."""

from ocr_wrapper import OcrClient

with OcrClient(region="ap-southeast-1", max_attempts=3) as client:  # 3 is the default
    r = client.recognize_passport("scan.png")
