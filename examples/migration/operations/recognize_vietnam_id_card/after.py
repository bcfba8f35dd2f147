"""Read an identity card of Vietnam with ocr_wrapper."""

from ocr_wrapper import OcrClient

with OcrClient(region="ap-southeast-1") as client:
    r = client.recognize_vietnam_id_card("scan.png", side="front")

print(r.result.number)
