# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The seed file: sealed, private, written once, and clear about what is wrong."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.matrix.seeds import (
    KeyFile,
    Lock,
    Passphrase,
    Seeds,
    SeedsDamaged,
    SeedsError,
    SeedsExist,
    SeedsExposed,
    SeedsMissing,
    SeedsNewer,
    WrongLock,
    load,
    save,
)

WORDS = Passphrase(words="Ratsstube Öhrberg 1848")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "seeds.json"


@pytest.fixture(params=["passphrase", "key file"])
def lock(request: pytest.FixtureRequest, tmp_path: Path) -> Lock:
    return WORDS if request.param == "passphrase" else KeyFile.create(tmp_path / "seeds.key")


def test_what_was_sealed_comes_back_and_only_the_owner_may_read_it(path: Path, lock: Lock) -> None:
    seeds = Seeds.generate()
    save(seeds, path, lock)
    assert load(path, lock) == seeds
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [other.name for other in path.parent.iterdir()] == [path.name]


def test_no_seed_stands_in_the_file_or_in_a_repr(path: Path) -> None:
    seeds = Seeds.generate()
    save(seeds, path, WORDS)
    text = path.read_bytes()
    for seed in (seeds.master, seeds.self_signing, seeds.user_signing, seeds.journal):
        assert seed not in text
        assert seed.hex().encode() not in text
        assert repr(seed) not in repr(seeds)
    assert WORDS.words not in repr(WORDS)


def test_every_file_is_sealed_anew(tmp_path: Path) -> None:
    seeds = Seeds.generate()
    save(seeds, tmp_path / "a", WORDS)
    save(seeds, tmp_path / "b", WORDS)
    one, two = (json.loads((tmp_path / name).read_text()) for name in "ab")
    assert one["salt"] != two["salt"]
    assert one["sealed"] != two["sealed"]


def test_a_file_is_never_overwritten(path: Path) -> None:
    save(Seeds.generate(), path, WORDS)
    before = path.read_bytes()
    with pytest.raises(SeedsExist, match="never overwritten"):
        save(Seeds.generate(), path, WORDS)
    assert path.read_bytes() == before
    assert [other.name for other in path.parent.iterdir()] == [path.name]


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    KeyFile.create(tmp_path / "key")
    before = (tmp_path / "key").read_bytes()
    with pytest.raises(SeedsExist):
        KeyFile.create(tmp_path / "key")
    assert (tmp_path / "key").read_bytes() == before


def test_a_wrong_passphrase_is_called_so(path: Path) -> None:
    save(Seeds.generate(), path, WORDS)
    with pytest.raises(WrongLock, match="passphrase does not open"):
        load(path, Passphrase(words="ratsstube Öhrberg 1848"))


def test_another_key_file_is_called_so(path: Path, tmp_path: Path) -> None:
    save(Seeds.generate(), path, KeyFile.create(tmp_path / "one"))
    with pytest.raises(WrongLock, match="does not belong"):
        load(path, KeyFile.create(tmp_path / "two"))


def test_the_wrong_kind_of_lock_is_named(path: Path, tmp_path: Path) -> None:
    save(Seeds.generate(), path, WORDS)
    with pytest.raises(WrongLock, match="sealed with a passphrase, but a key file was given"):
        load(path, KeyFile.create(tmp_path / "key"))


def test_a_file_others_may_read_is_refused(path: Path) -> None:
    save(Seeds.generate(), path, WORDS)
    path.chmod(0o640)
    with pytest.raises(SeedsExposed, match=r"mode 0640.*chmod 600"):
        load(path, WORDS)


def test_a_key_file_others_may_read_is_refused(path: Path, tmp_path: Path) -> None:
    lock = KeyFile.create(tmp_path / "key")
    save(Seeds.generate(), path, lock)
    lock.path.chmod(0o644)
    with pytest.raises(SeedsExposed, match="key file"):
        load(path, lock)


def test_a_key_file_cut_short_is_called_damaged(path: Path, tmp_path: Path) -> None:
    lock = KeyFile.create(tmp_path / "key")
    save(Seeds.generate(), path, lock)
    lock.path.write_bytes(lock.path.read_bytes()[:40])
    with pytest.raises(SeedsDamaged, match="64 hexadecimal digits; it holds 40"):
        load(path, lock)


def test_a_missing_file_is_called_missing(path: Path, tmp_path: Path) -> None:
    with pytest.raises(SeedsMissing, match="no seed file"):
        load(path, WORDS)
    lock = KeyFile.create(tmp_path / "key")
    save(Seeds.generate(), path, lock)
    lock.path.unlink()
    with pytest.raises(SeedsMissing, match="no key file"):
        load(path, lock)


def test_a_file_cut_anywhere_is_called_damaged(path: Path, tmp_path: Path) -> None:
    lock = KeyFile.create(tmp_path / "key")
    save(Seeds.generate(), path, lock)
    whole = path.read_bytes()
    for end in range(0, len(whole) - 1, 7):
        path.write_bytes(whole[:end])
        with pytest.raises(SeedsDamaged):
            load(path, lock)


def _flip(field: str) -> Callable[[dict[str, object]], None]:
    def change(content: dict[str, object]) -> None:
        text = content[field]
        assert isinstance(text, str)
        content[field] = ("B" if text[0] == "A" else "A") + text[1:]

    return change


def _drop(field: str) -> Callable[[dict[str, object]], None]:
    return lambda content: void(content.pop(field))


def _put(field: str, value: object) -> Callable[[dict[str, object]], None]:
    return lambda content: content.update({field: value})


def void(_: object) -> None:
    """Make an expression a statement."""


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (_flip("sealed"), SeedsDamaged),
        (_flip("nonce"), SeedsDamaged),
        (_flip("salt"), WrongLock),  # indistinguishable from another passphrase
        (_drop("sealed"), SeedsDamaged),
        (_drop("salt"), SeedsDamaged),
        (_drop("check"), SeedsDamaged),
        (_drop("iterations"), SeedsDamaged),
        (_drop("lock"), SeedsDamaged),
        (_put("lock", "scrypt"), WrongLock),
        (_put("sealed", 7), SeedsDamaged),
        (_put("sealed", "AAAA"), SeedsDamaged),
        (_put("extra", "is authenticated too"), SeedsDamaged),
        (_put("memory_kib", 2**40), SeedsDamaged),  # must not exhaust the machine
        (_put("iterations", 0), SeedsDamaged),
        (_put("format", "something else"), SeedsDamaged),
        (_put("version", "1"), SeedsDamaged),
        (_put("version", 2), SeedsNewer),
    ],
)
def test_a_changed_file_is_refused(
    path: Path, change: Callable[[dict[str, object]], None], error: type[SeedsError]
) -> None:
    save(Seeds.generate(), path, WORDS)
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))
    with pytest.raises(error):
        load(path, WORDS)


def test_a_newer_file_says_to_update_and_not_to_replace(path: Path) -> None:
    save(Seeds.generate(), path, WORDS)
    path.write_text(path.read_text().replace('"version": 1', '"version": 9'))
    with pytest.raises(SeedsNewer, match=r"format 9.*do not replace"):
        load(path, WORDS)


def test_an_empty_passphrase_is_no_passphrase() -> None:
    with pytest.raises(ValueError, match="empty"):
        Passphrase(words="")


def test_seeds_of_a_wrong_length_are_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Seeds(master=b"", self_signing=b"", user_signing=b"", journal=b"")
