# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The section [mail] of a council file."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.council.mail import MailSettings, Security, mail_of
from bot.domain.ids import SeatId
from bot.tomlfile import FileRefused, TomlFile

USUAL = """\
[mail]
host = "mail.example.org"
sender = "rat@example.org"
user = "rat"
password_file = "mail.secret"
[mail.addresses]
7 = "ayse@example.org"
"""


def read(text: str, tmp_path: Path) -> MailSettings | None:
    path = tmp_path / "council.toml"
    path.write_text(text, encoding="utf-8")
    return mail_of(TomlFile.load(path), path, [SeatId("7")])


def test_without_the_section_nobody_gets_mail(tmp_path: Path) -> None:
    assert read("", tmp_path) is None


def test_the_usual_way_is_submission_with_starttls(tmp_path: Path) -> None:
    found = read(USUAL, tmp_path)
    assert found is not None
    assert (found.port, found.security, found.confidential) == (587, Security.STARTTLS, False)
    assert found.addresses == {SeatId("7"): "ayse@example.org"}
    assert found.password_file == tmp_path / "mail.secret"


def test_tls_from_the_start_has_its_own_port(tmp_path: Path) -> None:
    found = read(USUAL.replace('user = "rat"', 'user = "rat"\nsecurity = "tls"'), tmp_path)
    assert found is not None
    assert found.port == 465


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("mail.example.org", 'x"\nsecurity = "none', "only a mail server on this machine"),
        ('user = "rat"\n', 'user = "rat"\nsecurity = "ssl"\n', "none of"),
        ('user = "rat"\n', "", "belong together"),
        ('user = "rat"\n', 'user = "rat"\nport = 70000\n', "port must be"),
        ("rat@example.org", "rat example.org", "no mail address"),
        ("7 = ", "8 = ", "no seat '8'"),
        ("ayse@example.org", "ayse@example.org\\nBcc: x@y.z", "no mail address"),
        (
            'host = "mail.example.org"',
            'host = "127.0.0.1"\nsecurity = "none"',
            "never sent without TLS",
        ),
        ("user = ", "usr = ", "usr"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_line(
    old: str, new: str, told: str, tmp_path: Path
) -> None:
    assert old in USUAL
    with pytest.raises(FileRefused, match=told):
        read(USUAL.replace(old, new), tmp_path)


def test_a_server_on_this_machine_may_go_without_tls(tmp_path: Path) -> None:
    for host in ("localhost", "::1"):
        text = f'[mail]\nhost = "{host}"\nsender = "rat@example.org"\nsecurity = "none"\n'
        found = read(text, tmp_path)
        assert found is not None
        assert found.security is Security.NONE
