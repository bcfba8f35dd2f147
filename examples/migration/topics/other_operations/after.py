"""Call an operation that the contract does not have with ocr_wrapper."""

from pathlib import Path

from ocr_wrapper import OcrClient

with OcrClient(region="cn-north-4") as client:
    r = client.request("/v2/{project_id}/ocr/bankcard", {"image": Path("scan.png").read_bytes()})
