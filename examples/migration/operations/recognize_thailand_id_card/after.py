"""Read an identity card of Thailand with ocr_wrapper."""

from ocr_wrapper import OcrClient

with OcrClient(region="ap-southeast-2") as client:
    r = client.recognize_thailand_id_card("scan.png", side="front")

print(r.result.id_number)
