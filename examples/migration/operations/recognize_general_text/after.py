"""Read the text of an image with ocr_wrapper."""

from ocr_wrapper import OcrClient

with OcrClient(region="ap-southeast-1") as client:
    r = client.recognize_general_text("scan.png", detect_direction=True)

for line in r.lines:
    print(line.text, line.confidence)
