"""Which addresses a crawl may connect to: those of the public internet, and those that its user named.

What strangers' pages and name servers say leads anywhere: to this machine, to its neighbours, to the page where a cloud
tells a machine's own keys. An address is told by its number, never by how it or its name is spelled.
"""

import re
import socket
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Self

from newsscrape.errors import ConfigurationError
from newsscrape.urls import host_of, origin_of

_Address = IPv4Address | IPv6Address

# IANA's special-purpose registries (RFC 6890 and its successors), with multicast. `ipaddress.is_global` is not asked:
# what it says of 192.0.0.0/24, 64:ff9b:1::/48, 2002::/16 and mapped addresses differs among Python 3.11, 3.12 and 3.13.
_SPECIAL_V4 = {
    "0.0.0.0/8": "unspecified",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "shared by a provider",  # CGNAT, RFC 6598; the metadata of Alibaba's cloud too
    "127.0.0.0/8": "loopback",
    "168.63.129.16/32": "cloud metadata",  # Azure's, on a public address
    "169.254.0.0/16": "link-local",  # the metadata of most clouds
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "protocol assignments",  # the metadata of Oracle's cloud too
    "192.0.2.0/24": "documentation",
    "192.88.99.0/24": "6to4",
    "192.168.0.0/16": "private",
    "198.18.0.0/15": "benchmarking",
    "198.51.100.0/24": "documentation",
    "203.0.113.0/24": "documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved",
}
# Of IPv6 only 2000::/3 has been given out for the internet; all else is one of these, or reserved.
_SPECIAL_V6 = {
    "::/128": "unspecified",
    "::1/128": "loopback",
    "fc00::/7": "private",
    "fe80::/10": "link-local",
    "fec0::/10": "private",
    "ff00::/8": "multicast",
    "2001::/23": "protocol assignments",  # Teredo, benchmarking, ORCHID
    "2001:db8::/32": "documentation",
    "2002::/16": "6to4",
    "3fff::/20": "documentation",
}
_NETWORKS_V4 = [(IPv4Network(network), kind) for network, kind in _SPECIAL_V4.items()]
_NETWORKS_V6 = [(IPv6Network(network), kind) for network, kind in _SPECIAL_V6.items()]
_INTERNET_V6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: its last 32 bits are the IPv4 address that is meant

# What `inet_aton`, and so every resolver, reads as IPv4: one to four numbers, decimal, octal or hexadecimal.
_NUMBERS = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}", re.IGNORECASE | re.ASCII)


def why_not_public(address: _Address) -> str | None:
    """What an address is that is not of the public internet, `loopback` or the like; None for one that is.

    An IPv6 address that stands for an IPv4 one (RFC 4291, 2.5.5.2: mapped; RFC 6052: NAT64) is what that is.
    """
    if isinstance(address, IPv4Address):
        return next((kind for network, kind in _NETWORKS_V4 if address in network), None)
    if address.ipv4_mapped is not None:
        return why_not_public(address.ipv4_mapped)
    if address in _NAT64:
        return why_not_public(IPv4Address(int(address) & 0xFFFFFFFF))
    kind = next((kind for network, kind in _NETWORKS_V6 if address in network), None)
    return kind or (None if address in _INTERNET_V6 and address.scope_id is None else "reserved")


def address_of(host: str) -> _Address | None:
    """The address that a URL's host is, however it is spelled: `127.0.0.1`, `0x7f.1`, `2130706433`, `[::1]`.

    None for a name.
    """
    host = unicodedata.normalize("NFKC", host).removeprefix("[").removesuffix("]").removesuffix(".")
    try:
        return IPv4Address(socket.inet_aton(host)) if _NUMBERS.fullmatch(host) else ip_address(host)
    except (ValueError, OSError):
        return None


def named_origins(urls: Iterable[str]) -> list[str]:
    """The origins of those URLs that say themselves to which machine they lead: by an address, or as `localhost`.

    Who gives a crawl such a URL means that machine. A name means whatever it resolves to today.
    """
    origins = []
    for url in urls:
        host = host_of(url) or ""
        origin = origin_of(url)
        if origin and (address_of(host) is not None or _is_localhost(host)):
            origins.append(origin)
    return origins


def _is_localhost(host: str) -> bool:
    name = host.lower().removesuffix(".")
    return name == "localhost" or name.endswith(".localhost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """The addresses besides the public ones that a crawl may connect to.

    Attributes:
        all: whether it may connect to any.
        networks: any port of these.
        origins: `http://127.0.0.1:8000`: what URLs of these lead to, wherever it is, and on no other port.
    """

    all: bool = False
    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    origins: frozenset[str] = frozenset()

    @classmethod
    def read(cls, value: str | bool | None) -> Self:
        """Reads the setting NEWSSCRAPE_ALLOW_PRIVATE.

        Args:
            value: `1` or `true` for all; `0`, `false` or nothing for none; else origins, addresses and networks
                (`10.1.0.0/16`), with commas between.

        Raises:
            ConfigurationError: it is none of these.
        """
        said = str(value if value is not None else "").strip().lower()
        if said in _SWITCH:
            return cls(all=_SWITCH[said])
        networks, origins = [], []
        for part in filter(None, (part.strip() for part in said.split(","))):
            if origin := origin_of(part):
                origins.append(origin)
                continue
            try:
                networks.append(ip_network(part))
            except ValueError:
                raise ConfigurationError(
                    f"NEWSSCRAPE_ALLOW_PRIVATE: {part} is no origin (http://127.0.0.1:8000), no network (10.1.0.0/16) "
                    "and not 1 for all"
                ) from None
        return cls(networks=tuple(networks), origins=frozenset(origins))

    def with_origins(self, origins: Iterable[str]) -> Self:
        """This, and these origins besides."""
        return replace(self, origins=self.origins | frozenset(origins))

    def names(self, url: str) -> bool:
        """Whether the user named the origin of a URL, or allowed everything."""
        return self.all or origin_of(url) in self.origins

    def why_refused(self, address: str, url: str) -> str | None:
        """Why an address is not to be connected to for a URL, `refused address 10.0.0.1 (private)`; None when it may.

        Args:
            address: as it is connected to: by its number.
            url: whose host it is said to be.
        """
        try:
            number = ip_address(address)
        except ValueError:
            return f"refused address {address} (not a number)"
        kind = why_not_public(number)
        if kind is None or self.names(url) or self._has(number):
            return None
        return f"refused address {_mapped(number) or number} ({kind})"

    def why_url_refused(self, url: str) -> str | None:
        """The same of a URL whose host is an address or `localhost`; None for other names, of which it tells nothing.

        It spares a look-up, and is the only word where a proxy does the looking up.
        """
        host = host_of(url) or ""
        address = "127.0.0.1" if _is_localhost(host) else address_of(host)
        return None if address is None else self.why_refused(str(address), url)

    def _has(self, address: _Address) -> bool:
        return any((_mapped(address) or address) in network for network in self.networks)


def _mapped(address: _Address) -> IPv4Address | None:
    return address.ipv4_mapped if isinstance(address, IPv6Address) else None


_SWITCH = {"": False, "0": False, "false": False, "no": False, "1": True, "true": True, "yes": True}
