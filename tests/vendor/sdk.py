"""The vendor's SDK, imported so that it leaves no trace.

Importing it writes a file with an identifier into the user's home, and sends it with every
call. Here the home is a folder that is gone before the first test starts. Its own warnings, as
about `datetime.utcnow`, are its own affair and are not raised while it is imported. The SDK is
in the dependency group `dev`; where it is not installed, modules that import this are skipped.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from unittest import mock

import pytest

with (
    tempfile.TemporaryDirectory() as _home,
    mock.patch.dict(os.environ, HOME=_home, USERPROFILE=_home),  # noqa: TID251 (the vendor's)
    warnings.catch_warnings(),
):
    warnings.simplefilter("ignore")
    for _name in ("huaweicloudsdkocr", "huaweicloudsdkiam"):
        pytest.importorskip(_name, reason=f"{_name} is not installed; the group `dev` holds it")
    from huaweicloudsdkcore.auth.credentials import BasicCredentials, GlobalCredentials
    from huaweicloudsdkcore.auth.provider import EnvCredentialProvider
    from huaweicloudsdkcore.exceptions import exceptions
    from huaweicloudsdkcore.http.http_config import HttpConfig
    from huaweicloudsdkcore.region.region import Region
    from huaweicloudsdkcore.sdk_request import SdkRequest
    from huaweicloudsdkcore.signer.signer import Signer
    from huaweicloudsdkcore.utils.http_utils import sanitize_for_serialization
    from huaweicloudsdkiam.v3 import IamClient
    from huaweicloudsdkiam.v3 import model as iam
    from huaweicloudsdkocr.v1 import OcrClient, model
    from huaweicloudsdkocr.v1.region.ocr_region import OcrRegion

__all__ = [
    "BasicCredentials",
    "EnvCredentialProvider",
    "GlobalCredentials",
    "HttpConfig",
    "IamClient",
    "OcrClient",
    "OcrRegion",
    "Region",
    "SdkRequest",
    "Signer",
    "exceptions",
    "iam",
    "model",
    "sanitize_for_serialization",
]
