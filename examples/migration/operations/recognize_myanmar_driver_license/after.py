"""Read a driver's license of Myanmar with ocr_wrapper."""

from ocr_wrapper import OcrClient

with OcrClient(region="ap-southeast-1") as client:
    r = client.recognize_myanmar_driver_license("scan.png", convert_unicode=True)

print(r.result.nrc_id)
