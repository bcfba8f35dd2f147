"""Region routing: the first allowed region that serves an operation.

The catalog says what a region serves. A region that the user did not allow is never used, not
even as a fallback: the images are identity documents, and the user decides where they go.
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
    """Where one call is sent."""

    region: str
    endpoint: Endpoint
    iam: Endpoint


def find_operation(name: str) -> Operation:
    """Return the catalog's entry of an operation.

    Raises:
        OptionError: There is none of that name; the message names the nearest.
    """
    found = OPERATIONS.get(name) if isinstance(name, str) else None
    if found is None:
        near = difflib.get_close_matches(str(name), OPERATIONS, 3) or sorted(OPERATIONS)
        raise OptionError(
            f"There is no operation {name!r} in this version: use one of {', '.join(near)}, or "
            "client.request(path, body) for an operation that is new at the vendor.",
            option="operation",
            allowed=tuple(OPERATIONS),
        )
    return found


class Router:
    """The allowed regions, in order, and the address of each."""

    def __init__(
        self,
        regions: Sequence[str] | None,
        *,
        endpoint: str | None = None,
        iam_endpoint: str | None = None,
        domain: str = ".com",
        overrides: Mapping[str, str] | None = None,
        own_iam: bool = False,
    ) -> None:
        """Check the regions and addresses.

        Args:
            regions: The allowed regions. None or empty allows every region if there is an
                `endpoint`, because then nothing is sent anywhere else; if that is the host of one
                region, that region.
            endpoint: Where everything is sent instead of the regions' own hosts.
            iam_endpoint: Address of the identity service, for tokens and project ids.
            domain: `.com` or `.cn`, for the regions' own hosts.
            overrides: Addresses by region, from the environment.
            own_iam: Whether tokens are asked for at the region's own identity service, also if
                calls go to another host; a host on loopback is asked itself.

        Raises:
            ConfigurationError: No region, or an address that cannot be used.
            RegionError: A region that does not exist, or has the host of another one.
        """
        self._endpoint = parse_endpoint(endpoint) if endpoint is not None else None
        self._iam = None if iam_endpoint is None else parse_endpoint(iam_endpoint, "iam_endpoint")
        if domain not in (".com", ".cn"):
            raise ConfigurationError(f"The domain is {domain!r}: use '.com' or '.cn'.")
        self._domain = domain
        self._own_iam = own_iam
        self._overrides = dict(overrides or {})
        if not regions and self._endpoint is None:
            raise ConfigurationError(
                "No region is given: pass region= or regions=, or set HWOCR_REGION; "
                f"regions are {', '.join(REGIONS)}."
            )
        for region in regions or ():
            self.check(region)
        self.regions = tuple(dict.fromkeys(regions or self._served_by_endpoint()))
        """The allowed regions in order of preference."""
        self._routes = {region: self._make_route(region) for region in self.regions}

    def check(self, region: str, where: str = "") -> None:
        """Raise `RegionError` for a region that does not exist; `where` says what names it."""
        if not isinstance(region, str) or (region not in REGIONS and region not in self._overrides):
            near = difflib.get_close_matches(str(region).lower(), REGIONS, 2, cutoff=0.7)
            hint = f"did you mean {' or '.join(near)}?" if near else f"use {', '.join(REGIONS)}."
            raise RegionError(
                f"There is no region {region!r}{where}: {hint}", regions=tuple(REGIONS)
            )

    def _served_by_endpoint(self) -> tuple[str, ...]:
        """Return the regions that the endpoint may serve if none are given."""
        only = None if self._endpoint is None else _region_of(self._endpoint.host)
        return tuple(REGIONS) if only is None else (only,)

    def _address(self, region: str) -> Endpoint:
        """Return the address of a region: the endpoint, the override, or its own host."""
        self.check(region)
        if self._endpoint is not None:
            return _checked(region, self._endpoint, "endpoint")
        if region in self._overrides:
            # The vendor's SDK accepts a list here and fails over along it; only the first is used.
            first = self._overrides[region].split(",")[0]
            name = f"HUAWEICLOUD_SDK_REGION_OCR_{region.upper().replace('-', '_')}"
            return _checked(region, parse_endpoint(first, name), name)
        for host in REGIONS[region].hosts:
            if host.endswith(self._domain):
                return Endpoint("https", host)
        raise RegionError(
            f"The region {region} has no host under {self._domain}: use the other domain.",
            regions=tuple(r.id for r in REGIONS.values() if _has_domain(r.id, self._domain)),
        )

    def _make_route(self, region: str) -> Route:
        """Return endpoint and identity service of a region.

        The identity service is `iam_endpoint`, if it is given; the region's own, if calls go to
        the vendor's own host; otherwise the endpoint of the calls, because a signed request must
        not be sent to a host that the user did not name.

        Raises:
            ConfigurationError: The region's own is needed, and only the environment knows the
                region.
        """
        endpoint = self._address(region)
        if self._iam is not None:
            return Route(region, endpoint, self._iam)
        own = self._own_iam and not endpoint.on_loopback
        if region in REGIONS and (own or endpoint.host in REGIONS[region].hosts):
            return Route(region, endpoint, Endpoint("https", REGIONS[region].iam_hosts[0]))
        if own:
            raise ConfigurationError(
                f"The identity service of {region} is not known, and a password given in code is "
                "not sent to an address of the environment: give iam_endpoint=."
            )
        return Route(region, endpoint, endpoint)

    def route(self, operation: Operation, region: str | None = None) -> Route:
        """Return where to send a call of the operation.

        Args:
            operation: The operation.
            region: One of the allowed regions; None takes the first that serves the operation.

        Raises:
            RegionError: No allowed region serves the operation; the message names those that do.
        """
        serving = operation.regions
        where = ", ".join(serving)
        if region is not None:
            route = self._allowed(region, f"{operation.name}; it is served in {where}", serving)
            if region not in serving:
                raise RegionError(
                    f"{operation.name} is not served in {region}: it is served in {where}.",
                    regions=serving,
                )
            return route
        for allowed in self.regions:
            if allowed in serving:
                return self._routes[allowed]
        raise RegionError(
            f"{operation.name} is not served in {', '.join(self.regions)}: "
            f"allow one of {where} with regions=.",
            regions=serving,
        )

    def route_to(self, region: str | None) -> Route:
        """Return where to send a request to a region; None is the first allowed region.

        Raises:
            RegionError: The region is not allowed.
        """
        if region is None:
            return self._routes[self.regions[0]]
        return self._allowed(region, "the request", self.regions)

    def _allowed(self, region: str, what: str, regions: tuple[str, ...]) -> Route:
        """Return the route of a region, or raise if the client may not use it."""
        if not isinstance(region, str) or region not in self._routes:
            raise RegionError(
                f"This client may not use {region!r} for {what}: "
                f"it may use {', '.join(self.regions)}.",
                regions=regions,
            )
        return self._routes[region]


def _region_of(host: str) -> str | None:
    """Return the region whose own host this is, also one that the catalog does not have.

    None is any other host, such as a gateway's.
    """
    name = host.partition(":")[0]
    for region in REGIONS.values():
        for own in region.hosts:
            before, _, after = own.partition(region.id)
            found = name.removeprefix(before).removesuffix(after)
            if name == before + found + after and "." not in found:
                return found
    return None


def _checked(region: str, endpoint: Endpoint, name: str) -> Endpoint:
    """Return the endpoint of a region, or raise if it is the host of another region."""
    other = _region_of(endpoint.host)
    if other is None or other == region:
        return endpoint
    raise RegionError(
        f"The {name} is the host of {other}, and calls to {region} would be sent there: allow "
        f"{other} alone, or give another {name}.",
        regions=(other,),
    )


def _has_domain(region: str, domain: str) -> bool:
    """Return whether a region has a host under a domain."""
    return any(host.endswith(domain) for host in REGIONS[region].hosts)
