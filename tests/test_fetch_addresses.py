"""Addresses that are fetched: their usual form, lists of them, and which machines may be asked."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from sayso.fetch.address import is_public, judged
from sayso.fetch.settings import Failed
from sayso.fetch.urls import normalise, read_list


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("HTTP://Harbour.Example:80/a/../b/./c#top", "http://harbour.example/b/c"),
        ("https://harbour.example", "https://harbour.example/"),
        ("https://harbour.example:8443/?q=é%", "https://harbour.example:8443/?q=%C3%A9%25"),
        ("http://hafen-größe.example/", "http://xn--hafen-gre-v4a8b.example/"),
        ("http://[2001:DB8::1]:80/", "http://[2001:db8::1]/"),
        ("http://harbour.example./a", "http://harbour.example/a"),
    ],
)
def test_addresses_are_brought_into_one_form(given: str, url: str) -> None:
    if "größe" in given:
        url = "http://" + "hafen-größe.example".encode("idna").decode() + "/"
    assert normalise(given).url == url
    assert normalise(url).url == url


@pytest.mark.parametrize(
    "given",
    [
        "ftp://harbour.example/", "file:///etc/passwd", "harbour.example/a", "http://", "http://a b.example/",
        "http://user@harbour.example/", "http://user:word@harbour.example/", "http://harbour.example:0/",
        "http://harbour.example:99999/", "http://harbour.example\\@evil.example/", "http://har_bour..example/",
        "http://harbour.example/\r\nHost: evil", "http://[fe80::1%25eth0]/", "javascript:alert(1)",
        "http://" + "a" * 9000,
    ],
)  # fmt: skip
def test_what_is_no_address_is_told(given: str) -> None:
    with pytest.raises(Failed) as told:
        normalise(given)
    assert told.value.fix


def test_a_list_holds_each_page_once() -> None:
    lines = ["# a list", "", "http://a.example/x", "HTTP://A.example/x#y", "  nonsense ", "nonsense"]
    assert [(entry.words, entry.address is None) for entry in read_list(lines)] == [
        ("http://a.example/x", False),
        ("nonsense", True),
    ]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.1.1",
        "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "fec0::1",
        "ff02::1",
        "ff0e::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "2001:0:7f00:1::1",
        "64:ff9b:1::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["9.9.9.9", "2620:fe::9", "::ffff:9.9.9.9", "64:ff9b::909:909"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(ip_address(address))


def test_one_private_address_is_enough_to_refuse_a_host() -> None:
    with pytest.raises(Failed, match=r"harbour\.example is at 10\.0\.0\.1"):
        judged("harbour.example", 80, lambda *_: ["9.9.9.9", "10.0.0.1"], allow_private=False)
    assert judged("a.example", 80, lambda *_: ["9.9.9.9"], allow_private=False) == ["9.9.9.9"]
