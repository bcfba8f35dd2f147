"""Our client, used as the README shows: run by `benchmarks.run`, not by hand."""

from __future__ import annotations

from benchmarks import measure


def load() -> measure.Connect:
    """Import what a user of the library imports."""
    from ocr_wrapper import AkSk, OcrClient

    def connect(url: str, ca_file: str) -> measure.Call:
        client = OcrClient(
            region="ap-southeast-1",
            credentials=AkSk("AK", "SK"),
            project_id="0123456789abcdef0123456789abcdef",
            endpoint=url,
            verify=ca_file,
        )

        def call(picture: str | bytes) -> str:
            return str(client.recognize_passport(picture).result.surname)

        return call

    return connect


if __name__ == "__main__":
    measure.main(load)
