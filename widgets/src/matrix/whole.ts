// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Answers that stop half way, and one that is refused for the moment it is asked about. */

/** Milliseconds an answer that has begun may stand still. */
export const STANDSTILL = 15_000;

/**
 * Fetch an answer to its last byte, and only then hand it on; otherwise as the browser's `fetch`.
 *
 * js-sdk sets no limit to how long an answer takes that has begun, and waits for its body for ever: where
 * a line dies in the midst of it, and where Chromium freezes the page then, whose body never goes on.
 * Rejects with a `TypeError`, as for a broken line, once it stands still for longer than `STANDSTILL`.
 */
export const whole: typeof fetch = async (resource, options) => {
  const answer = await asked(resource, options);
  if (!answer.body) return answer;
  const reader = answer.body.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (;;) {
    const { done, value } = await inTime(reader.read(), () => void reader.cancel().catch(() => {}));
    if (done) return new Response(new Blob(parts), answer);
    parts.push(value);
  }
};

/**
 * Ask, and where the server shows nobody who was in a room at one moment, who is in it now.
 *
 * Before its first message in a room js-sdk asks who was there at its last sync, and gives the message
 * up if that is refused. Synapse refuses it to who has just come in, as long as the last event of that
 * moment was made by somebody who had not heard of it yet.
 */
async function asked(resource: RequestInfo | URL, options?: RequestInit): Promise<Response> {
  const answer = await fetch(resource, options);
  const now =
    answer.status === 403 ? ofNow(resource instanceof Request ? resource.url : resource) : null;
  return now ? fetch(now, options) : answer;
}

/** Return where the members of now are asked for, if those of a moment were; else null. */
function ofNow(resource: string | URL): string | null {
  const url = new URL(resource);
  if (!/\/rooms\/[^/]+\/members$/.test(url.pathname) || !url.searchParams.has("at")) return null;
  url.searchParams.delete("at");
  return url.href;
}

function inTime<T>(read: Promise<T>, giveUp: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new TypeError("the answer stopped half way"));
      giveUp();
    }, STANDSTILL);
    read.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
