"""Perform one call of the vendor's SDK under one fault."""

from __future__ import annotations

from ocr_emulator.emulator import Emulator
from tests.faults.matrix import MAX_ATTEMPTS, SHORT, Case
from tests.vendor import sdk
from tests.vendor.calls import call, example, region_of

PATIENT = 60.0


def outcome(case: Case, name: str) -> str:
    """Return how the call ended and how many requests the server counted, as two cells."""
    with Emulator(engine=None) as emu:
        region = region_of(name)
        hurried = {"deadline", "attempt_timeout"} & set(case.settings)
        config = sdk.HttpConfig(retry_times=MAX_ATTEMPTS - 1, timeout=SHORT if hurried else PATIENT)
        client = (
            sdk.OcrClient.new_builder()
            .with_http_config(config)
            .with_credentials(sdk.BasicCredentials(emu.ak, emu.sk, emu.projects[region]))
            .with_region(sdk.Region(region, emu.url))
            .build()
        )
        rule = emu.faults.add(case.fault, operation=name, times=case.times)
        try:
            response = call(client, name, example(name, "request-image"))
            whole = response.result is not None
            end = "ok" if whole else "**success, result=None**"
        except Exception as error:  # the table shows any exception
            end = type(error).__name__
            module = type(error).__module__.split(".")[0]
            if module != "huaweicloudsdkcore":
                end = f"{module}.{end}"
        finally:
            client.close()
        attempts = rule.hits if case.slow else emu.journal.count(operation=name)
    return f"{end} | {attempts}"
