// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Answers that stop half way. */

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
  const answer = await fetch(resource, options);
  if (!answer.body) return answer;
  const reader = answer.body.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (;;) {
    const { done, value } = await inTime(reader.read(), () => void reader.cancel().catch(() => {}));
    if (done) return new Response(new Blob(parts), answer);
    parts.push(value);
  }
};

function inTime<T>(read: Promise<T>, giveUp: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new TypeError("the answer stopped half way"));
      giveUp();
    }, STANDSTILL);
    read.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
