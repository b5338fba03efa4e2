from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsscrape.errors import ConfigurationError
from newsscrape.politeness.addresses import Allowance, address_of, named_origins, why_not_public

SPECIAL = {
    "0.0.0.0": "unspecified",
    "0.1.2.3": "unspecified",
    "10.255.255.255": "private",
    "100.64.0.1": "shared by a provider",
    "100.100.100.200": "shared by a provider",
    "127.0.0.1": "loopback",
    "127.255.255.254": "loopback",
    "168.63.129.16": "cloud metadata",
    "169.254.169.254": "link-local",
    "172.31.255.255": "private",
    "192.0.0.192": "protocol assignments",
    "192.168.1.1": "private",
    "198.19.0.1": "benchmarking",
    "203.0.113.9": "documentation",
    "224.0.0.251": "multicast",
    "255.255.255.255": "reserved",
    "::": "unspecified",
    "::1": "loopback",
    "::127.0.0.1": "reserved",  # IPv4-compatible, long out of use
    "::ffff:10.0.0.1": "private",
    "64:ff9b::127.0.0.1": "loopback",
    "64:ff9b:1::1": "reserved",
    "100::1": "reserved",
    "2001::1": "protocol assignments",
    "2001:db8::1": "documentation",
    "2002:7f00:1::": "6to4",
    "3fff::1": "documentation",
    "5f00::1": "reserved",
    "fd00:ec2::254": "private",
    "fe80::1": "link-local",
    "fe80::1%eth0": "link-local",
    "2606:4700::1%eth0": "reserved",
    "fec0::1": "private",
    "ff02::fb": "multicast",
}
PUBLIC = ["1.1.1.1", "100.63.255.255", "100.128.0.0", "172.32.0.1", "192.1.0.1", "223.255.255.255", "8.8.8.8",
          "2606:4700:4700::1111", "2001:4860:4860::8888", "2003::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]  # fmt: skip


@pytest.mark.parametrize(("address", "kind"), SPECIAL.items())
def test_special_addresses_are_told(address: str, kind: str) -> None:
    assert why_not_public(ip_address(address)) == kind


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_public(address: str) -> None:
    assert why_not_public(ip_address(address)) is None


@given(st.ip_addresses(v=4))
def test_what_python_calls_not_global_is_refused(address: IPv4Address) -> None:
    if not address.is_global or address.is_multicast:
        assert why_not_public(address) is not None


@given(st.ip_addresses(v=6))
def test_what_python_calls_not_global_is_refused_in_ipv6(address: IPv6Address) -> None:
    if (not address.is_global or address.is_multicast) and address.ipv4_mapped is None:
        assert why_not_public(address) is not None


@given(st.ip_addresses(v=4))
def test_an_address_in_another_is_judged_as_itself(address: IPv4Address) -> None:
    for prefix in ("::ffff:", "64:ff9b::"):
        assert why_not_public(IPv6Address(f"{prefix}{address}")) == why_not_public(address)


@given(st.ip_addresses(v=4))
def test_all_spellings_are_one_address(address: IPv4Address) -> None:
    number = int(address)
    first, rest = number >> 24, number & 0xFFFFFF
    spellings = (str(address), str(number), hex(number), f"0{number:o}", f"{first}.{rest}", f"0x{first:X}.0{rest:o}")
    assert {address_of(spelling) for spelling in spellings} == {address}
    assert address_of(f"{address}.") == address
    assert address_of(f"[::ffff:{address}]") == IPv6Address(f"::ffff:{address}")


@pytest.mark.parametrize("host", ["", "news.example", "1.2.3.4.5", "256.1.1.1", "1.2.3.4.example", "0xg", "a", "::g"])
def test_names_are_no_addresses(host: str) -> None:
    assert address_of(host) is None


def test_digits_that_browsers_read_as_digits_are_digits() -> None:
    assert address_of("①②⑦.⓪.⓪.①") == IPv4Address("127.0.0.1")


def test_an_allowed_origin_is_allowed_alone() -> None:
    allowance = Allowance.read("").with_origins(["http://127.0.0.1:8000"])
    assert allowance.why_refused("127.0.0.1", "http://127.0.0.1:8000/a?b") is None
    for url in (
        "http://127.0.0.1:8001/",
        "https://127.0.0.1:8000/",
        "http://127.0.0.2:8000/",
        "http://localhost:8000/",
    ):
        assert allowance.why_refused("127.0.0.1", url) == "refused address 127.0.0.1 (loopback)"


def test_the_setting_is_read() -> None:
    assert Allowance.read("1") == Allowance.read(True) == Allowance.read(" Yes ") == Allowance(all=True)
    assert Allowance.read(None) == Allowance.read("0") == Allowance.read(False) == Allowance()
    some = Allowance.read("10.1.0.0/16, http://inside.example:80/ ,::1")
    assert some.origins == {"http://inside.example"}
    assert some.why_refused("10.1.2.3", "http://a.example/") is None
    assert some.why_refused("::ffff:10.1.2.3", "http://a.example/") is None
    assert some.why_refused("::1", "http://a.example/") is None
    assert some.why_refused("10.2.0.1", "http://inside.example/a") is None
    assert some.why_refused("10.2.0.1", "http://a.example/") == "refused address 10.2.0.1 (private)"
    assert Allowance(all=True).why_refused("10.2.0.1", "http://a.example/") is None


@pytest.mark.parametrize("value", ["maybe", "10.1.2.3/16", "ftp://a.example", "2"])
def test_a_setting_that_is_none_is_told(value: str) -> None:
    with pytest.raises(ConfigurationError, match="NEWSSCRAPE_ALLOW_PRIVATE"):
        Allowance.read(value)


def test_what_is_no_number_is_not_connected_to() -> None:
    assert (
        Allowance().why_refused("news.example", "http://news.example/") == "refused address news.example (not a number)"
    )


def test_a_url_of_an_address_needs_no_look_up() -> None:
    allowance = Allowance()
    assert allowance.why_url_refused("http://LocalHost./a") == "refused address 127.0.0.1 (loopback)"
    assert allowance.why_url_refused("http://[::1]:80/") == "refused address ::1 (loopback)"
    assert allowance.why_url_refused("http://0x0a000001/") == "refused address 10.0.0.1 (private)"
    assert allowance.why_url_refused("http://1.1.1.1/") is None
    assert allowance.why_url_refused("http://news.example/") is None
    assert allowance.why_url_refused("mailto:a@b") is None


def test_who_writes_an_address_means_it() -> None:
    urls = ["http://127.0.0.1:8000/a", "http://news.example/", "https://localhost/", "http://2130706433/", "no URL"]
    assert named_origins(urls) == ["http://127.0.0.1:8000", "https://localhost", "http://2130706433"]
