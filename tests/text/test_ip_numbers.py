"""Four numbers with dots, and digits in groups: what is an address or a phone number, and what only looks like one."""

import pytest

from selfinstruct.text.pii import find_pii

NEITHER = [
    "User agent Chrome/120.0.6099.109 Safari/537.36",
    "Mozilla/5.0 Edg/99.0.1.2",
    "curl/7.68.0.1",
    "section 3.2.1.4 and section 4.1.1.2",
    "see sections 3.2.1.4, 3.2.1.5 and 3.2.1.6",
    "Abschnitt 3.2.1.4 regelt das.",
    "siehe 4.1.2.3",
    "voir chapitre 2.1.3.4",
    "OID 1.3.6.1",
    "the object identifier 2.5.4.3 is commonName",
    "build 10.0.0.12",
    "driver version: 31.0.15.1",
    '"version": "1.2.3.4"',
    "<version>1.2.3.4</version>",
    'AssemblyVersion("1.0.0.0")',
    "file_version = '2.3.4.5'",
    "the software version is 4.3.2.1",
    "Oracle 12.1.0.2 and WebSphere 8.5.5.9",
    "upgrade from 2.0.0.1 to 2.0.0.2",
    "fixed in 10.0.0.3",
    "1.2.3.4 is the latest version",
    "4.2.1.3 release notes",
    "§ 3.1.2.4",
    "#### 3.2.5.1 Looping Constructs",
    "3.2.5 Compound Commands\n\n3.2.5.1 Looping Constructs repeat commands.",
    "3.1.2.1 Escape Character . . . . . . 6 3.1.2.2 Single Quotes. . . . . . 6",
    "4.2.1.1 Überschrift\t17",
    "clause 5.4.3.2(b)",
    "WCAG success criterion 1.4.3.1",
    "PCI DSS requirement 8.2.3.1",
    "in v1.2.3.4-beta",
    "app-10.0.0.1.tar.gz",
    "libssl1.1_1.1.1.4_amd64.deb",
    "pkg>=1.2.3.4",
    "pip install foo==1.2.3.4",
    "ISBN 978-0-306-40615-7",
    "ISBN: 0-306-40615-2",
    "978-0-306-40615-7 is its ISBN",
    "on 2024-01-15 and 15.01.2024",
    "order number 0221-4701234",
    "Bestellnummer: 0171 2345678",
    "Kundennummer 030 901820",
    "Auftragsnr. 0221 4701234",
    "pedido 912 345 678",
    "1. e4 e5 2. Nf3 Nc6 3. Bb5 a6 4. Ba4 Nf6",
    "costs 1.234.567,89 euros",
    "52.520008, 13.404954",
    "lines 200-300-4000",
    "part DE44-5001-0517-5407-3249-32",
    "score 21-19 18-21 21-15",
    "years 1914-1918 and 1939-1945",
    "the matrix [100 200 3000]",
    "dimensions 200 x 300 x 4000 mm",
    "1,000,000 - 2,000,000",
    "the range 100-200",
    "serial 555-123-4567",
    "rows 1000-2000-3000",
    "Python 3.12.0.1",
    "TeX Live 2023.1.0.4",
    "pages 10-20, 30-40, 50-60",
    "episode 10-20-3040",
    "0.0.0.0 and 255.255.255.255",
    "wersja 1.2.3.4",
    "версия 1.2.3.4",
    "版本1.2.3.4",
    "バージョン 1.2.3.4",
    "section 3.2.1.4 to 3.2.1.9",
    "It answers as squid/4.10.2.1 now.",
    "Replace libfoo-2.1.0.9 first.",
    "As required in 5.4.1.2, doors open outwards.",
    "See pages 300-400-5000 of the file.",
]
ADDRESSES = [
    "### 10.20.30.40 is the router",
    "10.1.2.3 Gateway of the office",
    "connect to 10.0.0.12",
    "192.168.1.4:8080",
    "host=10.1.2.3",
    "The scanner is at 10.20.30.41.",
    "Somebody came from 203.0.113.77 at night.",
    "IP 1.2.3.4",
    "ping 8.8.8.8",
    "the DNS server 1.1.1.1",
    "http://5.6.7.8/index.html",
    "ssh root@5.6.7.8",
    "server/10.0.0.1",
    "example.com/93.184.216.34:443",
    "tcp/10.2.3.4",
    "route 10.0.0.0/8 via 10.0.0.1",
    "client 172.16.5.4 connected",
    "allow from 198.51.100.23",
    "X-Forwarded-For: 203.0.113.195, 70.41.3.18, 150.172.238.178",
    "2001:db8::8a2e:370:7334",
    "fe80::1",
    '{"ip": "9.8.7.6"}',
    "IP-Adresse 5.6.7.8",
    "remote_addr=7.8.9.10",
    "bind 10.0.0.5",
    "logged in 203.0.114.77",
    "the build server 10.1.2.3 is down",
    "update the record to 203.0.113.9",
    "running on 10.1.2.3",
]
PHONES = [
    "+1 202 555 0143",
    "(202) 555-0143",
    "+44 7700 900123",
    "020 7946 0018",
    "+49 30 901820",
    "0171 2345678",
    "+33 6 12 34 56 78",
    "06 12 34 56 78",
    "+34 612 345 678",
    "+39 333 123 4567",
    "+31 6 12345678",
    "+48 512 345 678",
    "+7 916 123-45-67",
    "+90 532 123 45 67",
    "+91 98765 43210",
    "+81 90-1234-5678",
    "+82 10-1234-5678",
    "+86 138 0013 8000",
    "+55 11 91234-5678",
    "+61 412 345 678",
    "+52 55 1234 5678",
    "+234 803 123 4567",
    "tel. 030/901820",
    "555-123-4567",
    "1-800-555-0199",
]


@pytest.mark.parametrize("text", NEITHER)
def test_what_only_looks_like_one(text: str) -> None:
    assert find_pii(text) == []


@pytest.mark.parametrize("text", ADDRESSES)
def test_addresses(text: str) -> None:
    assert {span.kind for span in find_pii(text)} == {"ip"}


@pytest.mark.parametrize("text", PHONES)
def test_phone_numbers_of_many_countries(text: str) -> None:
    assert [span.kind for span in find_pii(text)] == ["phone"]


def test_every_address_of_a_list_is_found() -> None:
    text = "X-Forwarded-For: 203.0.113.195, 70.41.3.18, 150.172.238.178"
    assert [text[span.start : span.end] for span in find_pii(text)] == [
        "203.0.113.195",
        "70.41.3.18",
        "150.172.238.178",
    ]
