"""Whose address a request comes from, behind proxies that the installation names and nobody else's word for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Network = IPv4Network | IPv6Network


def networks(text: str) -> list[Network]:
    """Read addresses and networks separated by commas. Raises ValueError for anything else."""
    return [ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip()]


def of(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """Give the address nearest to us that no trusted proxy has; anybody may write what stands before it."""
    hops = [*(hop.strip() for hop in forwarded.split(",") if hop.strip()), peer]
    for hop in reversed(hops):
        try:
            address = ip_address(hop)
        except ValueError:
            return peer
        if not any(address in network for network in trusted):
            return str(address)
    return peer


def client_address(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: put the client's address into REMOTE_ADDR, from which throttles and the audit trail take it."""

    def handle(request: HttpRequest) -> HttpResponse:
        if settings.TRUSTED_PROXIES:
            forwarded = request.headers.get("X-Forwarded-For", "")
            request.META["REMOTE_ADDR"] = of(
                request.META.get("REMOTE_ADDR", ""), forwarded, settings.TRUSTED_PROXIES
            )
        return get_response(request)

    return handle
