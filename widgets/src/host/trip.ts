// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * The way to a homeserver's own sign-in and back. What the page's address says stays in the browser
 * meanwhile, and a token counts only in the tab that set out for it: nobody is signed in by a link.
 */

const KEY = "gremium.trip";
const ID = "trip";
const TOKEN = "loginToken";

interface Trip {
  readonly id: string;
  readonly homeserver: string;
  readonly fragment: string;
}

export interface Return {
  readonly homeserver: string;
  /** Good for one sign-in; null if none was given or it is not this trip's. */
  readonly token: string | null;
  /** The address to go on with: as it was before. */
  readonly address: string;
}

type Place = Pick<Location, "origin" | "pathname" | "hash" | "search">;

/** Set out; returns the address the homeserver is to send the person back to. */
export function depart(storage: Storage, homeserver: string, here: Place, id: string): string {
  const trip: Trip = { id, homeserver, fragment: here.hash };
  storage.setItem(KEY, JSON.stringify(trip));
  return `${here.origin}${here.pathname}?${new URLSearchParams({ [ID]: id })}`;
}

/** Come back, once; null for a visit that is no return. */
export function comeBack(storage: Storage, here: Place): Return | null {
  const query = new URLSearchParams(here.search);
  const trip = read(storage.getItem(KEY));
  if (trip === null || !query.has(ID)) return null;
  storage.removeItem(KEY);
  const token = query.get(ID) === trip.id ? query.get(TOKEN) : null;
  return { homeserver: trip.homeserver, token, address: here.pathname + trip.fragment };
}

function read(kept: string | null): Trip | null {
  try {
    const trip: unknown = JSON.parse(kept ?? "null");
    const whole = ["id", "homeserver", "fragment"].every(
      (name) => typeof (trip as Record<string, unknown> | null)?.[name] === "string",
    );
    return whole ? (trip as Trip) : null;
  } catch {
    return null;
  }
}
