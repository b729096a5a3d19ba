"""Addresses are kebab-case nouns that survive being read aloud, printed and typed."""

import re

import pytest

SEGMENT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+|\.<any\([a-z, ]+\):[a-z]+>)?|<[^>]+>(\.[a-z0-9]+)?|")


def faults_of_address(address):
    faults = [segment for segment in address.strip("/").split("/") if not SEGMENT.fullmatch(segment)]
    return faults + (["ends with a slash"] if len(address) > 1 and address.endswith("/") else [])


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_addresses_are_kebab_case(app):
    faults = {rule.rule: faults_of_address(rule.rule) for rule in app.url_map.iter_rules() if rule.endpoint != "static"}

    assert {address: fault for address, fault in faults.items() if fault} == {}


@pytest.mark.parametrize("address", ["/Testbaddar", "/testbäddar", "/mina_bokningar", "/boka/", "/boka--nu", "/a b"])
def test_an_address_of_another_kind_is_found(address):
    assert faults_of_address(address)


@pytest.mark.parametrize(
    "address",
    ["/", "/testbaddar/<slug>", "/api/v1/testbeds.geojson", "/bokningar/<ref>.ics", "/fil.<any(csv, xlsx):kind>"],
)
def test_a_good_address_passes(address):
    assert not faults_of_address(address)
