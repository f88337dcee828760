# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may stand in bridge.toml, and what is said of what may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridge.__main__ import main
from bridge.control.config import SECTIONS, Config, ConfigRefused, defaults, load
from bridge.settings import IceServer, Limits

WHOLE = """
[server]
host = "::1"
port = 17880
keys = "keys"
state = "state"
certificate = "cert.pem"
private_key = "/etc/key.pem"
drain = 2.5

[media]
host = ["192.0.2.7"]
port = 17882
public_addresses = ["192.0.2.1", "2001:db8::1"]
video_codecs = ["VP8"]
max_publish_bitrate = 2000000

[rooms]
auto_create = false
clear_rooms = ["gallery-*"]
empty_timeout = 60
departure_timeout = 5
resume_window = 20.0
join_timeout = 10
token_lifetime = 120

[limits]
participants = 80

[webhooks]
urls = ["http://127.0.0.1:8090/conference/webhook"]

[metrics]
host = "127.0.0.2"
port = 9100

[[turn]]
urls = ["turn:turn.example:3478?transport=udp"]
secret_file = "turn.secret"
lifetime = 3600

[[turn]]
urls = ["stun:turn.example:3478"]
"""


def _written(folder: Path, text: str) -> Path:
    secret = folder / "turn.secret"
    secret.write_text("s3cret\n")
    secret.chmod(0o600)
    path = folder / "bridge.toml"
    path.write_text(text)
    return path


def test_every_key_reaches_what_it_is_for(tmp_path: Path) -> None:
    config = load(_written(tmp_path, WHOLE))
    assert (config.host, config.port, config.drain) == ("::1", 17880, 2.5)
    assert (config.metrics_host, config.metrics_port) == ("127.0.0.2", 9100)
    assert config.keys == tmp_path / "keys"
    assert config.private_key == Path("/etc/key.pem")
    assert config.webhooks == ("http://127.0.0.1:8090/conference/webhook",)
    assert not config.auto_create
    settings = config.settings
    assert (settings.media_host, settings.media_port) == (("192.0.2.7",), 17882)
    assert settings.public_addresses == ("192.0.2.1", "2001:db8::1")
    assert settings.clear_rooms == ("gallery-*",)
    assert (settings.limits.participants, settings.limits.tracks) == (80, Limits().tracks)
    assert settings.ice_servers == (
        IceServer(urls=("turn:turn.example:3478?transport=udp",), secret="s3cret", lifetime=3600),
        IceServer(urls=("stun:turn.example:3478",)),
    )


def test_without_a_word_everything_has_its_default(tmp_path: Path) -> None:
    config = load(_written(tmp_path, '[server]\nkeys = "k"\n'))
    assert config == Config(keys=tmp_path / "k")
    told = defaults()
    assert set(told) == {f"{name}.{key}" for name, keys in SECTIONS.items() for key in keys}
    assert (told["media.port"], told["server.port"], told["metrics.port"]) == (7882, 7880, None)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("server = 7\n", "server must be a section: [server]."),
        ('[server]\nkeys = "k"\nprot = 1\n', "the key server.prot is unknown. Did you mean port?"),
        ('[server]\nkeys = ""\n', "server.keys must be a text in quotation marks"),
        ('[server]\nkeys = "k"\nport = 70000\n', "a whole number from 0 to 65535"),
        ('[server]\nkeys = "k"\nport = true\n', "server.port must be a whole number"),
        ('[server]\nkeys = "k"\nport = 1.5\n', "server.port must be a whole number"),
        ('[server]\nkeys = "k"\nhost = "localhost"\n', "server.host must be an IP address"),
        ('[server]\nkeys = "k"\ncertificate = "c"\n', "belong together"),
        ('[server]\nkeys = "k"\n[media]\nhost = "::"\n', "media.host must be a list"),
        ('[server]\nkeys = "k"\n[media]\nvideo_codecs = ["AV1"]\n', "one of VP8, H264, VP9"),
        ('[server]\nkeys = "k"\n[rooms]\nauto_create = 1\n', "true or false"),
        ('[server]\nkeys = "k"\n[webhooks]\nurls = ["bot"]\n', "https://bot.example"),
        ('[server]\nkeys = "k"\n[webhooks]\nurls = ["http://["]\n', "https://bot.example"),
        (f'[server]\nkeys = "k"\nport = {"9" * 5000}\n', "is not valid TOML"),
        ('[server]\nkeys = "k"\n"a\\u001b[2J" = 1\n', "the key server.a\\x1b[2J is unknown"),
        ('[server]\nkeys = "k"\n[turn]\nurls = []\n', "turn must be a list of sections: [[turn]]"),
        ('[server]\nkeys = "k"\n[[turn]]\n', "turn[1].urls is missing"),
        ('[server]\nkeys = "k"\n[[turn]]\nurls = ["http://x"]\n', "turn[1].urls must be"),
        (
            '[server]\nkeys = "k"\n[[turn]]\nurls = ["turn:x"]\nsecret_file = "n"\n',
            "cannot be read",
        ),
    ],
)
def test_a_slip_of_the_pen_is_named_with_file_key_and_what_it_must_be(
    tmp_path: Path, text: str, sentence: str
) -> None:
    path = _written(tmp_path, text)
    with pytest.raises(ConfigRefused) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert sentence in str(caught.value)


def test_a_secret_others_may_read_is_refused(tmp_path: Path) -> None:
    path = _written(tmp_path, WHOLE)
    (tmp_path / "turn.secret").chmod(0o644)
    with pytest.raises(ConfigRefused, match="chmod 600"):
        load(path)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[server]\nport = 0\n", "server.keys is missing"),
        ("[server", "is not valid TOML"),
        ('[server]\nkeys = "nowhere"\n', "nowhere cannot be read"),
        ('[serve]\nkeys = "k"\n', "the section serve is unknown. Did you mean server?"),
    ],
)
def test_the_program_ends_with_file_and_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, sentence: str
) -> None:
    assert main(["--config", str(_written(tmp_path, text))]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert str(tmp_path) in said


def test_a_file_can_be_checked_without_starting(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _written(tmp_path, WHOLE)
    assert main(["--config", str(path), "--check"]) == 0
    assert capsys.readouterr().out == f"{path}: good\n"


def test_the_example_shows_every_key_outside_limits_with_its_default(
    tmp_path: Path,
) -> None:
    text = (Path(__file__).parents[4] / "synapse-config" / "bridge.example.toml").read_text()
    path = _written(tmp_path, text)
    assert load(path) == Config(keys=tmp_path / "keys")
    shown = {
        f"{name}.{line.lstrip('# ').partition(' = ')[0]}"
        for name in SECTIONS
        for line in text.partition(f"[{name}]")[2].partition("\n[")[0].splitlines()
        if " = " in line
    }
    told = {name for name in defaults() if not name.startswith("limits.")}
    assert told <= shown
