# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The supervisor with the real Synapse: what goes wrong is said, and nothing is left behind."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import aiohttp
import aiohttp.web
import pytest
from real_synapse import free_port

from bot.homeserver import preflight
from bot.homeserver.admin import AdminClient, AdminError
from bot.homeserver.backoff import Policy
from bot.homeserver.description import Municipality, Passwords, Server
from bot.homeserver.diagnosis import HomeserverError, Kind, diagnose
from bot.homeserver.layout import Layout
from bot.homeserver.render import Flavour, render
from bot.homeserver.secret_files import SIGNING_KEY
from bot.homeserver.settings import read_settings
from bot.homeserver.supervisor import Notice, Stage, Supervisor, Timing

PATIENCE = 60.0


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """A rendered homeserver that was never started."""
    description = Municipality(
        name="Musterbach",
        server=Server(name="musterbach.example", port=free_port()),
        passwords=Passwords(hash_rounds=4),
    )
    return render(description, Flavour.EMBEDDED, tmp_path / "homeserver").layout


class Diary:
    """What the supervisor reported, and a way to wait for the next of a kind."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []

    def __call__(self, notice: Notice) -> None:
        self.notices.append(notice)

    def count(self, stage: Stage) -> int:
        return sum(notice.stage is stage for notice in self.notices)

    async def until(self, stage: Stage, count: int = 1) -> Notice:
        await until(lambda: self.count(stage) >= count)
        return [notice for notice in self.notices if notice.stage is stage][count - 1]


def is_alive(pid: int) -> bool:
    """Whether the process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(int(PATIENCE / 0.05)):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise TimeoutError(f"it did not happen within {PATIENCE} s")


async def test_a_killed_synapse_is_started_again_on_the_same_data(layout: Layout) -> None:
    diary = Diary()
    secret = layout.registration_secret()
    async with (
        Supervisor(layout.root, report=diary) as supervisor,
        AdminClient(supervisor.url) as admin,
    ):
        await admin.ensure_account("anna", "correct horse", shared_secret=secret)
        first = supervisor.pid
        assert first is not None
        assert os.getpgid(first) != os.getpgid(0)  # Ctrl-C does not reach it

        os.kill(first, signal.SIGKILL)
        await diary.until(Stage.HEALTHY, 2)

        second = supervisor.pid
        assert second not in (None, first)
        assert not await admin.ensure_account("anna", "correct horse", shared_secret=secret)
        credentials = await admin.login("anna", "correct horse", device_id="HALL")
        with pytest.raises(AdminError, match="M_FORBIDDEN") as refusal:
            await admin.login("anna", "wrong")

    crash = await diary.until(Stage.CRASHED)
    assert "signal 9" in crash.sentence
    assert "started again in 0.5 s" in crash.sentence
    assert credentials.user_id == "@anna:musterbach.example"
    assert credentials.access_token not in repr(credentials)
    assert "wrong" not in str(refusal.value)
    assert second is not None
    assert not is_alive(second)
    assert diary.notices[-1].stage is Stage.STOPPED


async def test_it_gives_up_with_a_sentence_and_passes_it_on(layout: Layout) -> None:
    diary = Diary()
    async with Supervisor(layout.root, report=diary, policy=Policy(attempts=0)) as supervisor:
        assert supervisor.pid is not None
        os.kill(supervisor.pid, signal.SIGKILL)

        with pytest.raises(HomeserverError, match="signal 9") as failure:
            await asyncio.wait_for(supervisor.wait(), PATIENCE)

    assert failure.value.trouble.kind is Kind.KILLED
    assert diary.count(Stage.GAVE_UP) == 1


async def test_a_second_supervisor_keeps_off_and_no_orphan_survives_the_first(
    layout: Layout,
) -> None:
    program = (
        "import asyncio, sys\nfrom pathlib import Path\n"
        "from bot.homeserver.supervisor import Supervisor\n"
        "async def main():\n"
        "    async with Supervisor(Path(sys.argv[1])) as supervisor:\n"
        "        print(supervisor.pid, flush=True)\n"
        "        await supervisor.wait()\n"
        "asyncio.run(main())\n"
    )
    first = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, str(layout.root), stdout=asyncio.subprocess.PIPE
    )
    assert first.stdout is not None
    synapse = int(await asyncio.wait_for(first.stdout.readline(), PATIENCE))
    assert is_alive(synapse)

    with pytest.raises(HomeserverError, match=f"process {synapse}") as refusal:
        await Supervisor(layout.root).start()
    first.kill()
    await first.wait()
    await until(lambda: not is_alive(synapse))
    async with Supervisor(layout.root) as supervisor:
        assert supervisor.pid != synapse

    assert refusal.value.trouble.kind is Kind.ALREADY_RUNNING
    assert f"kill {synapse}" in str(refusal.value)


async def test_a_full_disk_is_told_once_while_synapse_runs(layout: Layout) -> None:
    diary = Diary()
    timing = Timing(check_every=0.3)
    async with (
        Supervisor(layout.root, report=diary, timing=timing) as supervisor,
        AdminClient(supervisor.url) as admin,
    ):
        assert supervisor.pid is not None
        # From here on no file of Synapse grows beyond 64 KiB: to it the same as a full disk.
        # The database is larger already, the log is smaller.
        limit = 64 * 1024
        assert layout.log.stat().st_size < limit // 8 < layout.database.stat().st_size
        resource.prlimit(supervisor.pid, resource.RLIMIT_FSIZE, (limit, limit))
        secret = layout.registration_secret()
        for user in ("anna", "ben", "cem"):
            with pytest.raises(AdminError):
                await admin.register(user, "correct horse", shared_secret=secret)
        notice = await diary.until(Stage.TROUBLE)
        await asyncio.sleep(1)

    assert notice.trouble is not None
    assert notice.trouble.kind is Kind.DISK_FULL
    assert "is full" in notice.sentence
    assert str(layout.data) in notice.sentence
    assert diary.count(Stage.TROUBLE) == 1


async def test_a_full_disk_is_told_before_the_start(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preflight, "LEAST_FREE_BYTES", 2**60)  # more than any disk has free

    with pytest.raises(HomeserverError, match="is full"):
        await Supervisor(layout.root).start()


async def test_a_taken_port_is_named_at_once(layout: Layout) -> None:
    port = read_settings(layout).port
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()

        with pytest.raises(HomeserverError, match=f"Port {port} .* taken") as refusal:
            await asyncio.wait_for(Supervisor(layout.root).start(), 5)

    assert refusal.value.trouble.kind is Kind.PORT_TAKEN


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "is missing"),
        ("", "is empty"),
        ("hallo welt\n", "is no signing key"),
        ("ed25519 a_AbCd !!!\n", "is no signing key"),
    ],
)
async def test_a_wrong_signing_key_is_named_and_never_replaced(
    layout: Layout, content: str | None, says: str
) -> None:
    key = layout.secret(SIGNING_KEY)
    if content is None:
        key.unlink()
    else:
        key.write_text(content)

    with pytest.raises(HomeserverError, match=says) as refusal:
        await Supervisor(layout.root).start()

    assert refusal.value.trouble.kind is Kind.SIGNING_KEY
    assert str(key) in str(refusal.value)
    assert (key.read_text() if key.exists() else None) == content


async def test_a_signing_key_that_others_may_read_is_refused(layout: Layout) -> None:
    layout.secret(SIGNING_KEY).chmod(0o644)

    with pytest.raises(HomeserverError, match="chmod go-rwx"):
        await Supervisor(layout.root).start()


async def test_broken_yaml_of_the_operator_is_told_with_its_line(layout: Layout) -> None:
    layout.local.write_text("presence: {enabled: false}\nrc_message: [1, 2\n")

    with pytest.raises(HomeserverError, match=r"local\.yaml, line 3, column 1, is not valid YAML"):
        await Supervisor(layout.root).start()


async def what_synapse_says(layout: Layout) -> tuple[str, int]:
    """Start Synapse without the preflight and wait for its end."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.homeserver.child", str(os.getpid()), str(layout.lock)),
        *layout.config_arguments(),
        cwd=layout.data,
        env=os.environ | {"PYTHONPATH": str(Path(preflight.__file__).parents[2])},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await asyncio.wait_for(child.communicate(), PATIENCE)
    assert child.returncode is not None
    return output.decode(), child.returncode


def _broken_database(layout: Layout) -> None:
    layout.database.write_bytes(b"this was a database once " * 100)


def _no_file(layout: Layout) -> None:
    layout.database.mkdir()


def _unknown_room_version(layout: Layout) -> None:
    layout.local.write_text("default_room_version: '99'\n")


def _missing_module(layout: Layout) -> None:
    layout.local.write_text("modules: [{module: gremium_spam.Checker}]\n")


def _wrong_key(layout: Layout) -> None:
    layout.secret(SIGNING_KEY).write_text("hallo welt\n")


def _inline_secret_conflict(layout: Layout) -> None:
    layout.local.write_text("form_secret: 12\n")


@pytest.mark.parametrize(
    ("fault", "kind", "says"),
    [
        (_broken_database, Kind.DATABASE_BROKEN, "do not delete it"),
        (_no_file, Kind.PERMISSION, "cannot be opened"),
        (_unknown_room_version, Kind.CONFIGURATION, "Unknown default_room_version: 99"),
        (_missing_module, Kind.MODULE_MISSING, "module gremium_spam is missing"),
        (_wrong_key, Kind.SIGNING_KEY, "not enough values"),
        (_inline_secret_conflict, Kind.CONFIGURATION, "form_secret"),
    ],
)
async def test_what_the_real_synapse_says_is_understood(
    layout: Layout, fault: Callable[[Layout], None], kind: Kind, says: str
) -> None:
    settings = read_settings(layout)
    fault(layout)

    said, code = await what_synapse_says(layout)
    trouble = diagnose(said, code, settings, layout.data)

    assert trouble.kind is kind, said
    assert says in trouble.sentence
    assert trouble.permanent


async def test_a_port_taken_in_the_last_moment_is_understood(layout: Layout) -> None:
    settings = read_settings(layout)
    with socket.socket() as other:
        other.bind(("127.0.0.1", settings.port))
        other.listen()

        said, code = await what_synapse_says(layout)

    trouble = diagnose(said, code, settings, layout.data)
    assert trouble.kind is Kind.PORT_TAKEN, said
    assert f"Port {settings.port} " in trouble.sentence


async def test_synapse_ends_at_once_when_its_parent_is_somebody_else(layout: Layout) -> None:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.homeserver.child", "1", str(layout.lock)),
        cwd=layout.root,
        env=os.environ | {"PYTHONPATH": str(Path(preflight.__file__).parents[2])},
    )

    assert await asyncio.wait_for(child.wait(), PATIENCE) == 0
    assert not layout.lock.exists()


async def test_the_admin_client_says_when_it_speaks_to_a_public_address(layout: Layout) -> None:
    async with AdminClient(f"http://127.0.0.1:{free_port()}") as nobody:
        with pytest.raises(AdminError, match="does not answer"):
            await nobody.login("anna", "secret")

    async with aiohttp.ClientSession() as http:  # a web server without an admin interface
        runner = aiohttp.web.AppRunner(aiohttp.web.Application())
        await runner.setup()
        port = free_port()
        await aiohttp.web.TCPSite(runner, "127.0.0.1", port).start()
        assert (await http.get(f"http://127.0.0.1:{port}/")).status == 404
        async with AdminClient(f"http://127.0.0.1:{port}") as public:
            with pytest.raises(AdminError, match="no admin interface"):
                await public.register("anna", "secret", shared_secret="x")
        await runner.cleanup()
