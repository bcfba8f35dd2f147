"""Use the parts of a response of ocr_wrapper."""

from pathlib import Path

from ocr_wrapper import OcrClient

with OcrClient(region="ap-southeast-1") as client:
    r = client.recognize_passport("scan.png")

print(r.fields["surname"].value, r.fields["surname"].confidence)
print(r.result.machine_code2)
Path("passport.json").write_text(r.to_json(), encoding="utf-8")
