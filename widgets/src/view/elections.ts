// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Elections: who stands, how a round came out, and what chair and clerk do about it. */
import { html, type TemplateResult } from "lit";
import type { Election } from "../model/view.ts";
import { day, tellers } from "./counting.ts";
import { lots } from "./lots.ts";
import { nominations, opensElection } from "./nominations.ts";
import { button, leads, line, type Stage, said, sheet } from "./stage.ts";

/** What the law and the members let be done by show of hands. */
const HANDS = ["objection", "agreed"];
const REST = ["against", "abstain", "invalid"] as const;

export function elections(stage: Stage): TemplateResult | null {
  const { view, words } = stage;
  const opens = opensElection(stage);
  if (view.elections.length === 0) return opens && html`<section class="card">${opens}</section>`;
  return html`<section class="card" aria-labelledby="elections">
    <h2 id="elections">${words.elections}</h2>
    ${view.elections.map((one) => election(stage, one))} ${opens}
  </section>`;
}

function election(stage: Stage, one: Election): TemplateResult {
  const { words, view } = stage;
  const last = view.elections.at(-1) === one;
  return html`<article class="motion">
    <h3>${one.id} ${one.office}</h3>
    ${standing(stage, one)} ${running(stage, one)} ${counted(stage, one)}
    ${one.void > 0 ? html`<p class="quiet">${words.roundsVoid(one.void)}</p>` : null}
    ${nominations(stage, one, last)} ${lots(stage, one)}
    ${leads(stage) ? leading(stage, one, last) : null}
  </article>`;
}

function standing({ words }: Stage, one: Election): TemplateResult {
  if (one.elected && one.seats !== null)
    return html`<p class="standing"><b>${words.seatsAre(one.elected)}</b></p>`;
  if (one.elected) {
    const taken =
      one.accepted === null ? words.notAnswered : one.accepted ? words.accepted : words.declined;
    return html`<p class="standing"><b>${words.electedIs(one.elected)}</b> ${taken}</p>`;
  }
  const anyone = one.anyone ? html`<p class="quiet">${words.anyoneHint}</p>` : null;
  if (one.candidates.length === 0)
    return html`<p class="quiet">${words.noCandidates}</p>
      ${anyone}`;
  const more = one.more > 0 ? html`<p class="quiet">${words.moreCandidates(one.more)}</p>` : null;
  return html`<p>${words.candidates(one.candidates.join(", "))}</p>
    ${more} ${anyone}`;
}

function running({ words }: Stage, { round }: Election): TemplateResult | null {
  if (!round) return null;
  const how = round.openly
    ? words.roundByHands
    : words.papersFor(round.entitled, round.until ? day(round.until, words) : "");
  return html`<p><b>${words.roundRuns(round.number)}</b> ${how}</p>`;
}

function counted({ words }: Stage, { counted: done, tied }: Election): TemplateResult | null {
  if (!done) return null;
  const rest = REST.filter((part) => done[part] > 0);
  return html`<p>${words.roundCounted(done.number)}</p>
    <ul class="entries">
      ${done.votes.map(
        ({ candidate, papers }) =>
          html`<li><span class="who">${candidate}</span> <b>${words.paperCount(papers)}</b></li>`,
      )}
      ${rest.map(
        (part) =>
          html`<li><span class="who">${words.paperRest[part]}</span> ${words.paperCount(done[part])}</li>`,
      )}
    </ul>
    <p>${tied.length > 0 ? words.lotAmong(tied.join(", ")) : (words.roundOutcome[done.outcome] ?? "")}</p>`;
}

/** Chair and clerk: the next step of this election; only the last one can be repeated. */
function leading(stage: Stage, one: Election, last: boolean): TemplateResult {
  const { view, words } = stage;
  const open = view.meeting.phase === "open";
  const begun = one.round !== null || one.counted !== null;
  const again = last && open && begun && one.accepted === null;
  return html`${one.round ? count(stage, one) : next(stage, one)}
    ${
      again
        ? sheet(
            stage,
            words.repeatRound,
            html`<p class="quiet">${words.repeatRoundHint}</p>
              ${line(words.measureReason, true)}`,
            [words.repeatRound],
            (data) => ({ kind: "repeat-round", election: one.id, reason: said(data, "text") }),
            one.id,
          )
        : null
    }`;
}

/** Where no papers are out: the next round, or whether the elected takes the office. */
function next(stage: Stage, one: Election): TemplateResult | null {
  const { words, view } = stage;
  const shared = one.elected !== "" && one.seats !== null;
  if (shared) return null;
  if (one.elected && one.accepted === null)
    return html`<div class="row">
      ${button(stage, { kind: "answer-election", election: one.id, accepted: true }, words.electionAccept, { about: one.elected })}
      ${button(stage, { kind: "answer-election", election: one.id, accepted: false }, words.electionDecline, { about: one.elected })}
    </div>`;
  const waits = one.tied.length > 0 || one.counted?.outcome === "three_way";
  const done = one.elected !== "" && one.accepted === true;
  const nobody = one.candidates.length === 0 && !one.anyone;
  if (waits || done || nobody || view.ballot) return null;
  const open = view.meeting.phase === "open";
  return html`${open ? begin(stage, one, false) : null}
  ${view.meeting.by_post ? begin(stage, one, true) : null}`;
}

function begin(stage: Stage, one: Election, post: boolean): TemplateResult {
  const { words } = stage;
  const fields = html`${
    !post && HANDS.includes(one.hands)
      ? html`<label class="check"><input type="checkbox" name="openly" /><span>${words.byHands}</span></label>`
      : null
  }
  ${
    post
      ? html`<p class="quiet">${words.roundByPostHint}</p>
          <label>${words.postalUntil}<input type="date" name="until" required /></label>`
      : null
  }
  ${tellers(stage)}`;
  const label = post ? words.roundByPost : words.openRound;
  return sheet(
    stage,
    label,
    fields,
    [label],
    (data) => ({
      kind: "open-round",
      election: one.id,
      openly: data.has("openly"),
      until: post ? said(data, "until") : "",
      tellers: data.getAll("teller").map(String),
    }),
    one.id,
  );
}

/** What the tellers found: papers for each, and those that name nobody. */
function count(stage: Stage, one: Election): TemplateResult | null {
  if (one.more > 0) return null;
  const { words } = stage;
  const alone = one.candidates.length === 1;
  const rest = REST.filter((part) => part !== "against" || alone);
  const number = (name: string, label: string, required: boolean): TemplateResult =>
    html`<label>${label}
      <input name=${name} type="number" min="0" max="9999" inputmode="numeric" ?required=${required} autocomplete="off" />
    </label>`;
  const fields = html`${one.candidates.map((name, n) => number(`papers${n}`, name, true))}
    ${one.anyone ? others(stage, one) : null}
    <div class="row">${rest.map((part) => number(part, words.paperRest[part], false))}</div>`;
  const figure = (data: FormData, name: string): number =>
    Number.parseInt(said(data, name), 10) || 0;
  return sheet(
    stage,
    words.countRound,
    fields,
    [words.enter],
    (data) => ({
      kind: "count-round",
      election: one.id,
      votes: [
        ...one.candidates.map((candidate, n) => ({
          candidate,
          papers: figure(data, `papers${n}`),
        })),
        ...(namesBeside(data.has("others") ? String(data.get("others")) : "") ?? []),
      ],
      rest: {
        against: alone ? figure(data, "against") : null,
        abstain: figure(data, "abstain"),
        invalid: figure(data, "invalid"),
      },
    }),
    one.id,
  );
}

/** Whom papers name beside those who stand, one a line. */
function others({ words }: Stage, one: Election): TemplateResult {
  const check = (event: Event): void => {
    const field = event.target as HTMLTextAreaElement;
    field.setCustomValidity(namesBeside(field.value) ? "" : words.othersFault);
  };
  return html`<label>${words.othersNamed}
      <textarea name="others" rows="3" maxlength="3000" placeholder=${words.othersExample} ?required=${one.candidates.length === 0} @input=${check}></textarea>
    </label>`;
}

/** Read one name and its papers from each line, or null where a line is none. */
export function namesBeside(text: string): { candidate: string; papers: number }[] | null {
  const lines = text.split("\n").filter((each) => each.trim() !== "");
  const found = lines.map((each) => /^(.*\S)[\s:]+(\d{1,4})$/u.exec(each.trim()));
  if (found.includes(null)) return null;
  return found.map((each) => ({
    candidate: (each?.[1] ?? "").replace(/[\s:]+$/u, ""),
    papers: Number(each?.[2]),
  }));
}
