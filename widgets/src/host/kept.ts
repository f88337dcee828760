// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** What a page of its own keeps between visits: who is signed in. Wiped on leaving if asked for. */

const KEY = "gremium.session";

export interface Kept {
  readonly homeserver: string;
  readonly user: string;
  readonly device: string;
  readonly token: string;
}

export function recall(storage: Storage): Kept | null {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? "null");
    const whole = ["homeserver", "user", "device", "token"].every(
      (name) => typeof (kept as Record<string, unknown> | null)?.[name] === "string",
    );
    return whole ? (kept as Kept) : null;
  } catch {
    return null;
  }
}

export function keep(storage: Storage, kept: Kept): void {
  storage.setItem(KEY, JSON.stringify(kept));
}

/** Forget everything: the session, the bot's key, and the keys of messages. */
export async function wipe(storage: Storage): Promise<void> {
  storage.clear();
  const databases = await indexedDB.databases();
  for (const { name } of databases) if (name) indexedDB.deleteDatabase(name);
}
