# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A program that appends to a journal until it is killed; run by the crash tests.

Usage: python journal_writer.py ADDRESS [--gathered]. Batch n is three entries over two streams, an
intake, a setting and an outcome; after each returned append it prints n. Gathered it is ten acts
with a flush in common, and a setting.
"""

from __future__ import annotations

import asyncio
import sys

from sample_events import CODEC, SIGNER, START, said

from bot.store import Intake, Journal


async def main(address: str) -> None:
    async with await Journal.open(address, codec=CODEC, signer=SIGNER) as journal:
        first = await journal.get("batch", -1) + 1
        for number in range(first, first + 10_000):
            act = Intake(
                event_id=f"$e{number}",
                room="!r",
                at=START,
                session_id="s",
                message_index=number,
            )
            batch = [said(f"{number}", stream) for stream in ("rat", "rat/1", "rat")]
            entries = await journal.append(batch, intake=act, kv={"batch": number})
            print(number, flush=True)
            await journal.record_outcome(
                f"rat.{entries[2].seq}.0", number, stream="rat", seq=entries[2].seq, advance=True
            )


async def gathered(address: str) -> None:
    async with await Journal.open(address, codec=CODEC, signer=SIGNER) as journal:
        for batch in range(1000):
            async with journal.gathering():
                for n in range(10 * batch, 10 * batch + 10):
                    act = Intake(
                        event_id=f"$e{n}", room="!r", at=START, session_id="s", message_index=n
                    )
                    await journal.append([said(f"{n}")], intake=act)
                await journal.set("batch", batch)
            print(batch, flush=True)


if __name__ == "__main__":
    asyncio.run((gathered if "--gathered" in sys.argv else main)(sys.argv[1]))
