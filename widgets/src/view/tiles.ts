// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** The pictures of a conference: who has the floor large, the chair always, all others small. */
import { html, type TemplateResult } from "lit";
import { type Call, captionsShown, places, sparing, type Tile } from "../model/call.ts";
import type { Model } from "../model/model.ts";
import type { Words } from "../words/index.ts";
import { nameOf } from "./stage.ts";

/** The pictures there are, by stream. */
export type Pictures = ReadonlyMap<string, MediaStream>;

export interface Seen {
  readonly call: Call;
  readonly model: Model;
  readonly words: Words;
  readonly pictures: Pictures;
}

export function tiles(seen: Seen): TemplateResult {
  const { call, model, words } = seen;
  const { large, chair, small, refused } = places(call, model.people, model.view);
  const few = large.length + small.length + (chair ? 1 : 0) <= 1;
  return html`<section class="tiles" aria-label=${words.call.title}>
      ${large.length > 0 ? html`<ul class="large" aria-label=${words.call.large}>${large.map((one) => tile(seen, one))}</ul>` : null}
      <ul class="small" aria-label=${words.call.others}>
        ${chair ? tile(seen, chair) : null} ${small.map((one) => tile(seen, one))}
      </ul>
    </section>
    ${captions(seen)} ${few ? html`<p class="quiet">${words.call.alone}</p>` : null}
    ${refused.length > 0 ? kept(seen, refused) : null}`;
}

/** What is said, as text over the pictures; it is not read out on top of what is heard. */
function captions(seen: Seen): TemplateResult | null {
  const { call, model, words } = seen;
  const lines = captionsShown(call, model.people);
  if (lines.length === 0) return null;
  return html`<section class="captions" aria-label=${words.call.captions}>
    ${lines.map((line) => html`<p>${line.text}</p>`)}
  </section>`;
}

/** Who is kept out, once for each reason and person. */
function kept(seen: Seen, refused: readonly Tile[]): TemplateResult {
  const { words } = seen;
  const reasons = refused.map((one) =>
    one.verdict === "clear"
      ? words.call.refused.clear(who(seen, one))
      : words.call.refused.stranger,
  );
  return html`<div class="notice refused">
    <p><b>${words.call.refusedTitle}</b></p>
    ${[...new Set(reasons)].map((reason) => html`<p>${reason}</p>`)}
  </div>`;
}

function who({ model, words }: Seen, one: Tile): string {
  if (one.own) return words.call.you;
  return one.seat && model.view ? nameOf(model.view, one.seat) : "–";
}

function tile(seen: Seen, one: Tile): TemplateResult {
  const { call, model, words, pictures } = seen;
  const name = who(seen, one);
  const stream = one.sid === null ? undefined : pictures.get(one.sid);
  const lost = one.verdict === "not-received";
  const marks = [
    one.seat !== null && one.seat === model.view?.meeting.chair ? words.call.chair : "",
    lost ? words.call.notReceived : "",
    one.speaking ? words.call.speaking : "",
    one.sid !== null && !stream && sparing(call) ? words.call.spared : "",
    one.silent && !lost && !one.screen ? words.call.silent : "",
  ].filter(Boolean);
  return html`<li class="tile ${one.verdict} ${one.speaking ? "speaks" : ""} ${one.screen ? "screen-share" : ""}">
    ${
      stream
        ? html`<video autoplay playsinline muted .muted=${true} .srcObject=${stream} class=${one.own ? "mirrored" : ""} aria-label=${one.screen ? words.call.papers(name) : name}></video>`
        : html`<p class="no-picture" aria-hidden="true">${initials(name)}</p>`
    }
    <p class="caption">
      <b>${one.screen ? words.call.papers(name) : name}</b>
      <span>${marks.join(" · ")}</span>
    </p>
    ${lost ? html`<p class="why">${words.call.notReceivedHint}</p>` : null}
  </li>`;
}

function initials(name: string): string {
  const parts = name.split(/\s+/).filter((part) => /^\p{L}/u.test(part));
  return [parts[0], parts.length > 1 ? parts.at(-1) : ""].map((part) => part?.[0] ?? "").join("");
}
