"""Command `hwocr doctor`: check everything that a call needs, each check with its cure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict

import click
from huawei_ocr_api.catalog import OPERATIONS

from ocr_wrapper.cli.setup.finding import Finding, Status
from ocr_wrapper.redaction import printable_line

_COLOURS: Mapping[Status, str] = {
    "ok": "green",
    "warning": "yellow",
    "failed": "red",
    "skipped": "bright_black",
}
_NAMES = {
    spelling: operation.name
    for operation in OPERATIONS.values()
    for spelling in (operation.slug, operation.name)
}


@click.command("doctor")
@click.option(
    "--region", "regions", multiple=True, metavar="ID", help="Region to check; may be repeated."
)
@click.option("--endpoint", metavar="URL", help="Custom host, such as a gateway or an emulator.")
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 600),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="Time limit of each check.",
)
@click.option(
    "--call",
    "operation",
    type=click.Choice(sorted(_NAMES)),
    metavar="OPERATION",
    help="Also make one call with a drawn image, which is billed; it shows the subscription.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(
    regions: tuple[str, ...],
    endpoint: str | None,
    timeout: float,
    operation: str | None,
    as_json: bool,
) -> int:
    """Check everything that a call needs, and say what to do about what is wrong.

    That is: credentials, region and endpoint, proxy and authorities, name resolution, connection,
    TLS, clock, key and project.

    Nothing that could be billed is sent, unless --call asks for it. No secret is shown. The exit
    code is 0 if no check failed, else that of the first that failed: 3 configuration, 4 refused,
    5 no connection.
    """
    from ocr_wrapper.cli.setup.examination import Examination
    from ocr_wrapper.environment import Environment

    named = [part.strip() for text in regions for part in text.split(",") if part.strip()]
    examination = Examination(
        Environment.read(),
        regions=named,
        endpoint=endpoint,
        timeout=timeout,
        call=None if operation is None else _NAMES[operation],
    )
    found: list[Finding] = []
    for finding in examination.findings():
        found.append(finding)
        if not as_json:
            _print(finding)
    code = next((one.exit_code for one in found if one.status == "failed"), 0)
    if as_json:
        rows = [{**asdict(one), "seconds": round(one.seconds, 3)} for one in found]
        click.echo(json.dumps({"checks": rows, "exit_code": code}, indent=2, ensure_ascii=False))
    else:
        _print_summary(found)
    return code


def _print(finding: Finding) -> None:
    status = click.style(f"{finding.status:8}", fg=_COLOURS[finding.status])
    click.echo(f"{status} {printable_line(f'{finding.name}: {finding.detail}')}")
    if finding.cure:
        click.echo(f"         -> {printable_line(finding.cure)}")


def _print_summary(found: Iterable[Finding]) -> None:
    counts = Counter(one.status for one in found)
    text = ", ".join(f"{counts[status]} {status}" for status in _COLOURS if counts[status])
    click.echo(f"hwocr: {text}")
