"""The vendor's SDK, used as its own documentation shows: run by `benchmarks.run`, not by hand."""

from __future__ import annotations

from benchmarks import measure


def load() -> measure.Connect:
    """Import what a user of the SDK imports."""
    import base64
    from pathlib import Path

    from huaweicloudsdkcore.auth.credentials import BasicCredentials
    from huaweicloudsdkcore.http.http_config import HttpConfig
    from huaweicloudsdkcore.region.region import Region
    from huaweicloudsdkocr.v1 import OcrClient, PassportRequestBody, RecognizePassportRequest

    def connect(url: str, ca_file: str) -> measure.Call:
        client = (
            OcrClient.new_builder()
            .with_http_config(HttpConfig(ssl_ca_cert=ca_file))
            .with_credentials(BasicCredentials("AK", "SK", "0123456789abcdef0123456789abcdef"))
            .with_region(Region("ap-southeast-1", url))
            .build()
        )

        def call(picture: str | bytes) -> str:
            data = Path(picture).read_bytes() if isinstance(picture, str) else picture
            image = base64.b64encode(data).decode()
            request = RecognizePassportRequest(body=PassportRequestBody(image=image))
            return str(client.recognize_passport(request).result.surname)

        return call

    return connect


if __name__ == "__main__":
    measure.main(load)
