"""Let the service download the image, billed to an enterprise project, with ocr_wrapper."""

from ocr_wrapper import OcrClient

with OcrClient(region="ap-southeast-1") as client:
    r = client.recognize_general_text(
        url="https://bucket.example.com/scan.png", enterprise_project_id="0"
    )
