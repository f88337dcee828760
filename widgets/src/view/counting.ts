// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** What is counted by hand: the tellers' sums of an open vote, and votes by post after the meeting. */
import { html, type TemplateResult } from "lit";
import type { Figures } from "../model/acts.ts";
import { itemOf, type View } from "../model/view.ts";
import type { Words } from "../words/index.ts";
import { leads, type Stage, said, sheet } from "./stage.ts";

const PARTS = ["yes", "no", "abstain", "invalid"] as const;
/** Phases in which papers that were sent home are counted. */
const COUNTING = ["closed", "drafted"];

/** During a vote on paper or by hands in the hall: what the tellers found. */
export function sums(stage: Stage): TemplateResult | null {
  const { view, words } = stage;
  const mode = view.ballot?.mode ?? "";
  if (!leads(stage) || !["secret", "open"].includes(mode)) return null;
  const parts = mode === "secret" ? PARTS : PARTS.slice(0, 3);
  const form = sheet(stage, words.enterSums, fields(stage, parts), [words.enter], (data) => ({
    kind: "enter-sums",
    ...counted(data),
  }));
  return html`<section class="card">${form}</section>`;
}

/** Chair and clerk: send papers home, and enter what came back. */
export function postal(stage: Stage): TemplateResult | null {
  const { view, words } = stage;
  const orders = leads(stage) && view.meeting.phase === "open" && view.meeting.by_post;
  const ordering = orders && !view.ballot && view.item ? order(stage) : null;
  if (view.postal.length === 0 && !ordering) return null;
  const counts = leads(stage) && COUNTING.includes(view.meeting.phase);
  return html`<section class="card" aria-labelledby="postal">
    <h2 id="postal">${words.postal}</h2>
    <ul class="entries">
      ${view.postal.map(
        (one) => html`<li>
          <span class="who"><b>${one.id}</b> ${about(view, one, words)}</span>
          <span class="quiet">${words.papersOut(one.issued, day(one.until, words))}</span>
          ${counts ? count(stage, one.id) : null}
        </li>`,
      )}
    </ul>
    ${view.postal.length > 0 ? html`<p class="quiet">${words.postalHint}</p>` : null} ${ordering}
  </section>`;
}

function about(view: View, { ref, text }: View["postal"][number], words: Words): string {
  const motion = view.motions.find((known) => known.id === ref);
  return motion?.text || text || itemOf(view, ref)?.title || words.motion(ref);
}

function count(stage: Stage, ballot: string): TemplateResult {
  const { words } = stage;
  const inside = fields(stage, PARTS);
  return sheet(
    stage,
    words.countPostal,
    inside,
    [words.enter],
    (data) => ({ kind: "count-postal", ballot, ...counted(data) }),
    ballot,
  );
}

function order(stage: Stage): TemplateResult {
  const { words, view } = stage;
  const motions = view.motions.filter((one) => one.status === "pending");
  const inside = html`<p class="quiet">${words.orderPostalHint}</p>
    <label>${words.postalUntil}<input type="date" name="until" required /></label>
    ${
      motions.length > 1
        ? html`<label>${words.motions}
            <select name="motion">
              ${motions.map((one) => html`<option value=${one.id}>${one.id}</option>`)}
            </select>
          </label>`
        : null
    }`;
  return sheet(stage, words.orderPostal, inside, [words.orderPostal], (data) => ({
    kind: "order-postal",
    until: said(data, "until"),
    motion: said(data, "motion"),
  }));
}

/** Figures, and who of the body vouches for them. */
function fields(stage: Stage, parts: readonly (typeof PARTS)[number][]): TemplateResult {
  const { words } = stage;
  return html`<div class="row">
      ${parts.map(
        (part) => html`<label>${words.sums[part]}
          <input name=${part} type="number" min="0" max="9999" inputmode="numeric" ?required=${["yes", "no"].includes(part)} autocomplete="off" />
        </label>`,
      )}
    </div>
    ${tellers(stage)}`;
}

/** Who of the body counts, to be ticked. */
export function tellers({ view, words }: Stage): TemplateResult {
  const people = view.attendance.filter(({ role, presence }) => role !== "guest" && presence);
  return html`<fieldset>
    <legend>${words.tellers(view.meeting.tellers)}</legend>
    ${people.map(
      ({ seat, name }) => html`<label class="check">
        <input type="checkbox" name="teller" value=${seat} /><span>${name}</span>
      </label>`,
    )}
  </fieldset>`;
}

function counted(data: FormData): { figures: Figures; tellers: readonly string[] } {
  const figures = Object.fromEntries(
    PARTS.map((part) => [part, Number.parseInt(said(data, part), 10) || 0]),
  );
  return { figures: figures as unknown as Figures, tellers: data.getAll("teller").map(String) };
}

export function day(date: string, words: Words): string {
  return new Date(`${date}T12:00`).toLocaleDateString(words.locale, { dateStyle: "medium" });
}
