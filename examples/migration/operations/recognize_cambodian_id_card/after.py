"""Read an identity card of Cambodia with ocr_wrapper."""

from ocr_wrapper import OcrClient

with OcrClient(region="ap-southeast-3") as client:
    r = client.recognize_cambodian_id_card("scan.png", detect_blur=True)

print(r.result.id_number)
