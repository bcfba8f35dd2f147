"""Choose where a call goes: among the regions the caller allowed, the first that serves it.

What a region serves comes from the catalog. A region that was not allowed is never used, not
even as a second choice: these are identity documents, and where they go is the caller's
decision.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from huawei_ocr_api.catalog import OPERATIONS, REGIONS, Operation

from ocr_wrapper.errors import ConfigurationError, OptionError, RegionError
from ocr_wrapper.service.endpoints import Endpoint, parse_endpoint


@dataclass(frozen=True, slots=True)
class Route:
    """Hold where one call goes."""

    region: str
    endpoint: Endpoint
    iam: Endpoint


def find_operation(name: str) -> Operation:
    """Return the catalog's entry, or raise `OptionError` that names the nearest operations."""
    found = OPERATIONS.get(name)
    if found is None:
        near = difflib.get_close_matches(name, OPERATIONS, 3) or sorted(OPERATIONS)
        raise OptionError(
            f"There is no operation {name!r}: use one of {', '.join(near)}.",
            option="operation",
            allowed=tuple(OPERATIONS),
        )
    return found


class Router:
    """Know the allowed regions, in order, and the address of each."""

    def __init__(
        self,
        regions: Sequence[str] | None,
        *,
        endpoint: str | None = None,
        iam_endpoint: str | None = None,
        domain: str = ".com",
        overrides: Mapping[str, str] | None = None,
    ) -> None:
        """Check and keep what the caller allows.

        Without regions every region is allowed if there is an endpoint of the caller's own,
        because then nothing goes anywhere else; without both there is nowhere to go.
        Raises `ConfigurationError` or `RegionError`.
        """
        self._endpoint = parse_endpoint(endpoint) if endpoint is not None else None
        self._iam = parse_endpoint(iam_endpoint, "iam_endpoint") if iam_endpoint else None
        if domain not in (".com", ".cn"):
            raise ConfigurationError(f"The domain is {domain!r}: use '.com' or '.cn'.")
        self._domain = domain
        self._overrides = dict(overrides or {})
        if not regions and self._endpoint is None:
            raise ConfigurationError(
                "No region is given: pass region= or regions=, or set HWOCR_REGION; "
                f"regions are {', '.join(REGIONS)}."
            )
        self.regions = tuple(dict.fromkeys(regions or REGIONS))
        """The allowed regions in order of preference."""
        self._hosts = {region: self._address(region) for region in self.regions}

    def _address(self, region: str) -> Endpoint:
        """Return where a region is reached: own endpoint, override variable, own host."""
        if region not in REGIONS and region not in self._overrides:
            near = difflib.get_close_matches(region, REGIONS, 2, cutoff=0.7)
            hint = f"did you mean {' or '.join(near)}?" if near else f"use {', '.join(REGIONS)}."
            raise RegionError(f"There is no region {region!r}: {hint}", regions=tuple(REGIONS))
        if self._endpoint is not None:
            return self._endpoint
        if region in self._overrides:
            # The vendor's SDK takes a list here and falls back along it; we stay at the first.
            first = self._overrides[region].split(",")[0]
            name = f"HUAWEICLOUD_SDK_REGION_OCR_{region.upper().replace('-', '_')}"
            return parse_endpoint(first, name)
        for host in REGIONS[region].hosts:
            if host.endswith(self._domain):
                return Endpoint("https", host)
        raise RegionError(
            f"The region {region} has no host under {self._domain}: use the other domain.",
            regions=tuple(r.id for r in REGIONS.values() if _has_domain(r.id, self._domain)),
        )

    def iam(self, region: str) -> Endpoint:
        """Return where keys of a region are looked up.

        That is the endpoint for it, if one is given; the region's own identity service, if
        calls go to the vendor's own host; else the caller's own endpoint, because a signed
        request must not leave for a host that the caller did not name.
        """
        if self._iam is not None:
            return self._iam
        ocr = self._hosts[region]
        if region in REGIONS and ocr.host in REGIONS[region].hosts:
            return Endpoint("https", REGIONS[region].iam_hosts[0])
        return ocr

    def route(self, operation: Operation, region: str | None = None) -> Route:
        """Return where to send a call of the operation; ``region`` picks among the allowed.

        Raises `RegionError` that names the regions which serve the operation.
        """
        serving = operation.regions
        where = ", ".join(serving)
        if region is not None:
            if region not in self._hosts:
                raise RegionError(
                    f"{operation.name} was asked of {region}, which this client may not use: "
                    f"it may use {', '.join(self.regions)}; the operation is served in {where}.",
                    regions=serving,
                )
            if region not in serving:
                raise RegionError(
                    f"{operation.name} is not served in {region}: it is served in {where}.",
                    regions=serving,
                )
            return Route(region, self._hosts[region], self.iam(region))
        for allowed in self.regions:
            if allowed in serving:
                return Route(allowed, self._hosts[allowed], self.iam(allowed))
        raise RegionError(
            f"{operation.name} is not served in {', '.join(self.regions)}: "
            f"allow one of {where} with regions=.",
            regions=serving,
        )


def _has_domain(region: str, domain: str) -> bool:
    """Tell whether a region has a host under a domain."""
    return any(host.endswith(domain) for host in REGIONS[region].hosts)
