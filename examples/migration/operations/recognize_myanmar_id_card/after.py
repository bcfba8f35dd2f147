"""Read an identity card of Myanmar with ocr_wrapper."""

from ocr_wrapper import OcrClient

with OcrClient(region="ap-southeast-1") as client:
    r = client.recognize_myanmar_id_card("scan.png", return_translation=True)

print(r.result.nrc_id)
