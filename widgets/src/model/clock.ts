// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Speaking time as it is shown: minutes and seconds, and what lies beyond the limit. */

/** Return the whole seconds until `ends`; below 0 the time is up, null if there is no limit. */
export function secondsLeft(ends: string | null, now: number): number | null {
  const end = ends === null ? Number.NaN : Date.parse(ends);
  return Number.isNaN(end) ? null : Math.ceil((end - now) / 1000);
}

/** Return seconds as `m:ss`, with a sign if they are below 0. */
export function clockFace(seconds: number): string {
  const away = Math.abs(seconds);
  const face = `${Math.floor(away / 60)}:${String(away % 60).padStart(2, "0")}`;
  return seconds < 0 ? `−${face}` : face;
}
