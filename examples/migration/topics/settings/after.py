"""Set timeouts and the size of the connection pool with ocr_wrapper."""

from ocr_wrapper import OcrClient

with OcrClient(
    region="ap-southeast-1",
    deadline=60,  # seconds for a whole call, retries and pauses included
    attempt_timeout=30,  # seconds for one request of it
    max_connections=50,
) as client:
    r = client.recognize_passport("scan.png")
