"""Examination: all checks in the order in which a call depends on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ocr_wrapper.auth.chain import Found
from ocr_wrapper.auth.credentials import AkSk
from ocr_wrapper.call import CallPipeline
from ocr_wrapper.cli.setup.account import check_call, check_credentials, check_key
from ocr_wrapper.cli.setup.finding import Finding, timed
from ocr_wrapper.cli.setup.network import Network
from ocr_wrapper.config import ClientConfig
from ocr_wrapper.environment import Environment
from ocr_wrapper.errors import ConfigurationError
from ocr_wrapper.service.endpoints import Endpoint
from ocr_wrapper.service.regions import Route
from ocr_wrapper.transport.sync import SyncSession

_NO_KEYS = AkSk("none", "none")
"""In the place of missing credentials, so that the network can be checked; never sent."""


@dataclass(frozen=True, slots=True)
class Examination:
    """Which service to check, and how."""

    environment: Environment
    regions: Sequence[str] = ()
    endpoint: str | None = None
    timeout: float = 10.0
    call: str | None = None
    """The operation of a call to make, which may be billed; None makes none."""

    def findings(self) -> Iterator[Finding]:
        """Yield each finding when it is known."""
        credentials, found = check_credentials(self.environment)
        yield credentials
        region, config, pipeline = self._check_region(found)
        yield region
        if config is None or pipeline is None:
            return
        failed = False
        for endpoint in _servers(pipeline):
            network = Network(endpoint, config.transport_settings, self.timeout)
            for finding in network.checks():
                failed = failed or finding.status == "failed"
                yield finding
        yield from self._account(pipeline, config, None if failed else found)

    def _check_region(
        self, found: Found | None
    ) -> tuple[Finding, ClientConfig | None, CallPipeline | None]:
        """Check regions and endpoint as the client does when it is created."""
        with timed("region and endpoint") as finding:
            try:
                config = ClientConfig(
                    regions=list(self.regions) or None,
                    endpoint=self.endpoint,
                    credentials=_NO_KEYS if found is None else None,
                    environment=self.environment,
                    deadline=self.timeout,
                    max_attempts=1,
                )
                pipeline = CallPipeline(config)
            except ConfigurationError as error:
                finding.fail_with(error)
                finding.cure = "Set HWOCR_REGION or give --region; hwocr regions lists them."
                return finding, None, None
            hosts = dict.fromkeys(str(route.endpoint) for route in _routes(pipeline))
            regions = pipeline.router.regions
            shown = ", ".join(regions) if len(regions) < 4 else "any region"
            finding.detail = f"{shown} at {', '.join(hosts)}"
        return finding, config, pipeline

    def _account(
        self, pipeline: CallPipeline, config: ClientConfig, found: Found | None
    ) -> Iterator[Finding]:
        """Yield the findings about key and subscription."""
        if found is None:
            for name in ("key and project", "subscription"):
                yield Finding(name, "skipped", "something above failed")
            return
        session = SyncSession(config.transport_settings)
        try:
            route = pipeline.router.route_to(None)
            key = check_key(pipeline, session, route, found, self.timeout)
            yield key
            if self.call is None:
                yield Finding(
                    "subscription",
                    "skipped",
                    "only a call shows it: --call OPERATION makes one, which is billed",
                )
            elif key.status == "failed":
                yield Finding(f"call of {self.call}", "skipped", "the key was not accepted")
            else:
                yield check_call(pipeline, session, self.call)
        finally:
            session.close()


def _routes(pipeline: CallPipeline) -> list[Route]:
    """Return the routes of the regions; with one endpoint for all of them, the first."""
    routes = [pipeline.router.route_to(region) for region in pipeline.router.regions]
    return list({str(route.endpoint): route for route in reversed(routes)}.values())[::-1]


def _servers(pipeline: CallPipeline) -> list[Endpoint]:
    """Return each server that requests are sent to, once: OCR, then the identity service."""
    both = (one for route in _routes(pipeline) for one in (route.endpoint, route.iam))
    return list({endpoint.host: endpoint for endpoint in both}.values())
