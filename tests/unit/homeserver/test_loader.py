# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Descriptions of municipalities: what is accepted, and what is refused with which line."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.homeserver.description import Municipality, OldSigningKey, Server
from bot.homeserver.loader import load, parse
from bot.homeserver.render import template_folder
from bot.tomlfile import FileRefused

EXAMPLE = template_folder() / "municipality.example.toml"
LEAST = 'name = "Musterbach"\n[server]\nname = "musterbach.example"\n'
KEY = "VgMAgiYJcnQ8+lJRHdwkTYpS8q9/8qVqyDHq1VxTbTw"


def test_two_keys_are_enough() -> None:
    assert parse(LEAST, source="a.toml") == Municipality(
        name="Musterbach", server=Server(name="musterbach.example")
    )


def test_the_example_shows_the_defaults() -> None:
    shown = load(EXAMPLE)

    assert shown == Municipality(
        name="Stadt Musterbach",
        server=Server(name="musterbach.example", url="https://matrix.musterbach.example/"),
    )


def test_the_example_names_every_key_there_is() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    hidden = (
        *("# contact =", "# service_url =", "# [[old", "# id =", "# key =", "# expired ="),
        *("# listen =", "# certificate =", "# private_key ="),
    )
    unhidden = [line[2:] if line.startswith(hidden) else line for line in lines]

    table = tomllib.loads("\n".join(unhidden))

    parse("\n".join(unhidden), source="example")  # all of it is accepted
    assert set(table) == set(Municipality.__dataclass_fields__)
    for section, content in table.items():
        if isinstance(content, dict):
            kind = type(getattr(parse(LEAST, source=""), section))
            assert set(content) == set(kind.__dataclass_fields__), section


def test_windows_line_ends_and_byte_order_mark_are_no_error(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"\xef\xbb\xbf" + LEAST.replace("\n", "\r\n").encode())

    assert load(path).name == "Musterbach"


def test_old_signing_keys_are_read_in_order() -> None:
    text = LEAST + "".join(
        f'[[old_signing_keys]]\nid = "ed25519:a_{n}"\nkey = "{KEY}"\n'
        f"expired = 2026-11-22T20:00:0{n}Z\n"
        for n in (1, 2)
    )

    keys = parse(text, source="a.toml").old_signing_keys

    assert [key.id for key in keys] == ["ed25519:a_1", "ed25519:a_2"]
    moment = datetime(2026, 11, 22, 20, 0, 1, tzinfo=UTC)
    assert keys[0] == OldSigningKey(id="ed25519:a_1", key=KEY, expired=moment)
    assert keys[0].expired_ms == 1795377601000


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", None, "the section [server] with the key name is missing"),
        ('[server]\nname = "a.example"\n', None, "the key name is missing"),
        ('name = "x"\n[server]\nport = 8008\n', 2, "the key server.name is missing"),
        ('name = "x"\n\n[servr]\nname = "a.example"\n', 3, "Did you mean server?"),
        (LEAST + "prot = 1\n", 4, "the key server.prot is unknown. Did you mean port?"),
        (LEAST + "zzz = 1\n", 4, "Known: name, url, port, contact, bot."),
        (LEAST + "port = 0\n", 4, "server.port must be between 1 and 65535, not 0"),
        (LEAST + 'port = "80"\n', 4, "without quotes"),
        (LEAST + "port = true\n", 4, "whole number"),
        (LEAST + 'url = "http://a.example/"\n', 4, "must be an address such as https://"),
        (LEAST + 'url = "https://a.example/matrix"\n', 4, "must end after the host"),
        (LEAST + 'url = "https://u@a.example/"\n', 4, "no user name"),
        (LEAST + 'url = "https://a.example:99999/"\n', 4, "must be an address"),
        (LEAST + 'bot = "Grämium"\n', 4, "user name without @"),
        (LEAST + 'bot = "_gremium"\n', 4, "user name without @"),
        (LEAST + '[federation]\nallow = "b.example"\n', 5, "must be a list"),
        (
            LEAST + '[federation]\nallow = [\n  "b.example",\n  "*.example",\n]\n',
            5,
            "wrong entry 2: it must name every server in full",
        ),
        (LEAST + '[federation]\nallow = ["b.example", "b.example"]\n', 5, "b.example twice"),
        (LEAST + '[federation]\nallow = ["musterbach.example"]\n', 5, "this server itself"),
        (LEAST + "[rooms]\nversion = 9\n", 5, "must be one of 11, 12, not 9"),
        (LEAST + '[database]\nname = "a; drop"\n', 5, "must begin with a letter"),
        (LEAST + '[database]\nhost = "a b"\n', 5, "socket folder"),
        (LEAST + '[conference]\nservice_url = "rtc.example"\n', 5, "must be an address"),
        (LEAST + "[[federation]]\n", 4, "federation must be a section: [federation]"),
        (LEAST + '[old_signing_keys]\nid = "x"\n', 4, "[[old_signing_keys]]"),
        (LEAST + '[[old_signing_keys]]\nid = "x"\n', 5, "must look like ed25519:a_AbCd"),
        (
            LEAST + '[[old_signing_keys]]\nid = "ed25519:a"\nkey = "abc"\n',
            6,
            "old_signing_keys[1].key must be the public key",
        ),
        (
            LEAST + f'[[old_signing_keys]]\nid = "ed25519:a"\nkey = "{KEY}"\nexpired = "today"\n',
            7,
            "must be a time with zone",
        ),
        (LEAST + "port = 1\nport = 2\n", 5, "is not valid TOML"),
        (LEAST + 'bot = "gremium\n', 4, "is not valid TOML"),
        (LEAST + "bot = [1,\n", 4, "is not valid TOML"),
        ('name = ""\n' + LEAST[LEAST.index("[") :], 1, "name must be a text of one line"),
        ('name = "a\\u0007"\n' + LEAST[LEAST.index("[") :], 1, "must be a text of one line"),
        ('name = "x"\n[server]\nname = "A.example"\n', 3, "in lower case"),
        ('name = "x"\n[server]\nname = "https://a.example"\n', 3, "without https://"),
        ('name = "x"\n[server]\nname = "a.example:0"\n', 3, "must be a server name"),
        ('name = "x"\n[server]\nname = "[::1"\n', 3, "must be a server name"),
    ],
)
def test_mistakes_are_refused_with_file_line_and_sentence(
    text: str, line: int | None, says: str
) -> None:
    with pytest.raises(FileRefused) as refusal:
        parse(text, source="stadt.toml")

    place = "stadt.toml" if line is None else f"stadt.toml, line {line}"
    assert str(refusal.value).startswith(f"{place}: ")
    assert says in str(refusal.value)
    assert str(refusal.value).endswith((".", "?"))


@pytest.mark.parametrize("name", ["localhost", "a.example:8448", "127.0.0.1:8008", "[::1]:8448"])
def test_server_names_may_be_hosts_addresses_and_have_ports(name: str) -> None:
    assert parse(f'name = "x"\n[server]\nname = "{name}"\n', source="").server.name == name


def test_a_missing_file_is_told_with_advice(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"No such file.*municipality\.example\.toml"):
        load(tmp_path / "none.toml")


def test_a_file_in_latin_1_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes('# x\nname = "Gößweinstein"\n'.encode("latin-1"))

    with pytest.raises(FileRefused, match=r"line 2: .*UTF-8"):
        load(path)


ASSOCIATION = """\
[federation]
authorities = ["/etc/gremium/ca.pem"]
allow = ["kreis.example"]

[rooms]
version = "11"
members = 60

[[municipality]]
name = "Stadt"
server.name = "stadt.example"
rooms.members = 90

[[municipality]]
name = "Dorf"
server.name = "dorf.example"
federation.private_networks = ["10.20.0.0/16"]
"""


def test_one_file_describes_every_server_of_an_association() -> None:
    town = parse(ASSOCIATION, source="a.toml", server="stadt.example")
    village = parse(ASSOCIATION, source="a.toml", server="dorf.example")

    assert (town.name, village.name) == ("Stadt", "Dorf")
    assert (town.rooms.version, village.rooms.version) == ("11", "11")
    assert (town.rooms.members, village.rooms.members) == (90, 60)
    assert town.federation.authorities == ("/etc/gremium/ca.pem",)
    assert town.federation.private_networks == ()
    assert village.federation.private_networks == ("10.20.0.0/16",)


def test_each_server_of_an_association_allows_all_the_others_and_not_itself() -> None:
    town = parse(ASSOCIATION, source="a.toml", server="stadt.example")
    village = parse(ASSOCIATION, source="a.toml", server="dorf.example")

    assert town.federation.allow == ("kreis.example", "dorf.example")
    assert village.federation.allow == ("kreis.example", "stadt.example")


@pytest.mark.parametrize(
    ("text", "server", "refusal"),
    [
        (
            ASSOCIATION,
            None,
            "a.toml, line 9: describes several servers. Say which with --for: one of "
            "stadt.example, dorf.example.",
        ),
        (
            ASSOCIATION,
            "burg.example",
            "a.toml, line 9: describes other servers than burg.example. Say which with --for: one "
            "of stadt.example, dorf.example.",
        ),
        (
            ASSOCIATION.replace("dorf.example", "stadt.example"),
            "stadt.example",
            "a.toml, line 16: stadt.example stands there twice; each server is one municipality's.",
        ),
        (
            ASSOCIATION.replace("10.20.0.0/16", "10.20.0.1/16"),
            "stadt.example",
            "a.toml, line 17: federation.private_networks has a wrong entry 1: it must be a "
            "network such as 10.20.0.0/16 (10.20.0.1/16 has host bits set).",
        ),
        (
            ASSOCIATION.replace('version = "11"', 'version = "10"'),
            "stadt.example",
            "a.toml, line 6: rooms.version must be one of 11, 12, not '10'.",
        ),
        (
            ASSOCIATION.replace("rooms.members", "rooms.member"),
            "stadt.example",
            "a.toml, line 12: the key municipality[1].rooms.member is unknown. "
            "Did you mean members?",
        ),
        (
            ASSOCIATION + 'federation.listen = "0.0.0.0:8448"\n',
            "stadt.example",
            "a.toml, line 17: federation.listen, federation.certificate and "
            "federation.private_key belong together: give all three, or none if a reverse proxy "
            "stands in front.",
        ),
        (
            ASSOCIATION.replace("/etc/gremium/ca.pem", "ca.pem"),
            "stadt.example",
            "a.toml, line 2: federation.authorities has a wrong entry 1: it must be the whole "
            "path of a file (/etc/gremium/x.pem), not 'ca.pem'.",
        ),
        (
            ASSOCIATION + 'federation.listen = "stadt.example:8448"\n',
            "stadt.example",
            "a.toml, line 18: federation.listen must be an address and a port such as "
            "\"0.0.0.0:8448\", not 'stadt.example:8448'.",
        ),
        (
            "municipality = 5\n",
            "x",
            "a.toml, line 1: municipality must be written [[municipality]].",
        ),
        (
            LEAST,
            "burg.example",
            "a.toml, line 3: describes musterbach.example only, not burg.example.",
        ),
    ],
)
def test_a_mistake_in_an_association_is_refused_wherever_it_is_rendered(
    text: str, server: str | None, refusal: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        parse(text, source="a.toml", server=server)

    assert str(refused.value) == refusal
