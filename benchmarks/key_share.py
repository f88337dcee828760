# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What it costs to hand a room key to a council: nio's store as it comes, and as we write to it.

    python -m benchmarks.key_share [devices]

Encrypts one room key for so many devices (120 by default) on a real key store on disk, without a
server: what is measured is cryptography plus disk. Then a vote is opened and proved many times.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import vodozemac

from bot.matrix.identities import read_identity
from bot.matrix.machine import MEGOLM, Machine
from bot.matrix.signing import signed_bytes, with_signature

Json = dict[str, Any]
ROOM = "!benchmark"
ROUNDS = 3
VOTES = 500


def device(number: int) -> tuple[str, Json, Json]:
    """Return the user, the device object and one signed one-time key of a new device."""
    account = vodozemac.Account()
    account.generate_one_time_keys(1)
    user, name = f"@member{number}:council.example", "DEVICE"

    def signed(value: Json) -> Json:
        signature = account.sign(signed_bytes(value)).to_base64()
        return with_signature(value, user, f"ed25519:{name}", signature)

    keys = {
        f"curve25519:{name}": account.curve25519_key.to_base64(),
        f"ed25519:{name}": account.ed25519_key.to_base64(),
    }
    algorithms = ["m.olm.v1.curve25519-aes-sha2", MEGOLM]
    facts = {"user_id": user, "device_id": name, "algorithms": algorithms, "keys": keys}
    [(key_id, key)] = account.one_time_keys.items()
    one_time = {f"signed_curve25519:{key_id}": signed({"key": key.to_base64()})}
    return user, signed(facts), one_time


def acquainted(folder: Path, count: int) -> Machine:
    """Return a machine with an Olm session to `count` devices."""
    machine = Machine("@bot:council.example", "BOT", folder, "secret")
    devices = [device(number) for number in range(count)]
    raw = {"device_keys": {user: {"DEVICE": facts} for user, facts, _ in devices}}
    machine.learn_devices([read_identity(user, raw) for user, _, _ in devices], raw)
    machine.keys_claimed({"one_time_keys": {user: {"DEVICE": key} for user, _, key in devices}})
    return machine


@contextmanager
def one_by_one() -> Iterator[None]:
    """Write as nio does: each ratchet in its own transaction."""
    yield


def measure(machine: Machine, writing: Callable[[], AbstractContextManager[Any]]) -> float:
    """Return the best of some rounds, in seconds."""
    names = [(d.user_id, d.device_id) for d in machine._olm.device_store]
    batched = machine.store.postponed_sessions
    machine.store.postponed_sessions = writing  # type: ignore[method-assign,assignment]
    seconds = []
    for _ in range(ROUNDS):
        machine.rotate(ROOM)
        start = perf_counter()
        parts = machine.share(ROOM, names)
        seconds.append(perf_counter() - start)
        if sum(len(given) for _, given in parts) != len(names):
            raise SystemExit("not every device was given the key")
    machine.store.postponed_sessions = batched  # type: ignore[method-assign]
    return min(seconds)


def votes(machine: Machine) -> float:
    """Return the CPU seconds it takes to open one sealed vote."""
    machine.share_complete(ROOM)
    content = {"msgtype": "m.text", "body": "!abstimmung ja"}
    sealed = [machine.seal(ROOM, "m.room.message", content) for _ in range(90)]
    start = process_time()
    for number in range(VOTES):
        machine.open(ROOM, sealed[number % len(sealed)])
    return (process_time() - start) / VOTES


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 120
    with tempfile.TemporaryDirectory() as folder:
        machine = acquainted(Path(folder), count)
        plain = measure(machine, one_by_one)
        atomic = measure(machine, machine.store.transaction)
        batched = measure(machine, machine.store.postponed_sessions)
        opened = votes(machine)
        machine.close()
    print(f"{count} devices, one room key, best of {ROUNDS}:")
    print(f"  each ratchet its own transaction (nio)   {plain * 1000:7.1f} ms")
    print(f"  one transaction around all               {atomic * 1000:7.1f} ms")
    print(f"  each ratchet once, one statement (ours)  {batched * 1000:7.1f} ms")
    print(f"  ratio nio : ours                         {plain / batched:7.1f}")
    print(f"opening one vote                           {opened * 1000:7.3f} ms CPU")
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory at the highest                      {used:7.1f} MB")


if __name__ == "__main__":
    main()
