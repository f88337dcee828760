// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * What the body decides between its meetings (`docs/reference/circulations.schema.json`), and where
 * one stands oneself in it. As in a vote nothing is taken for counted before the bot says so.
 */
import * as v from "valibot";
import { circulationOf } from "./acts.ts";
import { type Model, stillCounted } from "./model.ts";
import { type Choice, type Content, Result, readAs, type Told, Votes } from "./view.ts";

export const CIRCULATIONS = "org.gremium.circulations";
export const CIRCULATIONS_VERSION = 1;

const seats = v.array(v.string());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const Circulation = v.object({
  id: v.string(),
  title: v.string(),
  text: v.string(),
  cut: v.boolean(),
  by: v.string(),
  group: v.string(),
  state: v.string(),
  signed: seats,
  needed: count,
  until: v.nullable(v.string()),
  asked: seats,
  recused: seats,
  answered: seats,
  agreement: v.nullable(count),
  abstention: v.boolean(),
  result: v.nullable(Result),
  votes: v.nullable(Votes),
});

const Schema = v.object({
  v: v.literal(CIRCULATIONS_VERSION),
  circulations: v.array(Circulation),
  time_zone: v.string(),
  people: v.record(v.string(), v.string()),
  journal: v.object({ seq: count, head: v.string() }),
});

export type Circulation = v.InferOutput<typeof Circulation>;
export type Between = v.InferOutput<typeof Schema>;

/** Return what a message tells of decisions between meetings, or null if it tells nothing of them. */
export function readBetween(content: Content): Told<Between> | null {
  return readAs(content, CIRCULATIONS, CIRCULATIONS_VERSION, Schema);
}

/** What stands of mine in a decision between meetings. */
export type MyAnswer =
  /** Nobody asks me: it is not open, I have no vote, or I am excluded. */
  | { readonly state: "not-asked" }
  | { readonly state: "open" }
  | { readonly state: "on-its-way"; readonly choice: Choice }
  | { readonly state: "unknown"; readonly choice: Choice }
  | { readonly state: "not-sent"; readonly choice: Choice }
  /** Counted; `choice` is null if the bot alone knows which. */
  | { readonly state: "counted"; readonly choice: Choice | null };

export function myAnswer(model: Model, one: Circulation): MyAnswer {
  const seat = model.seat ?? "";
  const said = one.votes?.[seat];
  if (said) return { state: "counted", choice: said };
  if (one.state !== "open" || !one.asked.includes(seat)) return { state: "not-asked" };
  const { sending } = model;
  const mine = sending ? circulationOf(sending.act) : null;
  if (sending && mine?.id === one.id) {
    const { choice } = mine;
    if (sending.state !== "failed") return { state: "on-its-way", choice };
    return { state: sending.certain ? "not-sent" : "unknown", choice };
  }
  if (!one.answered.includes(seat)) return { state: "open" };
  const choice = stillCounted(model.answered[one.id], model.answers[one.id]?.[seat]);
  return { state: "counted", choice };
}

/** Whether I may still back a motion to decide between meetings. */
export function maySupport(model: Model, one: Circulation): boolean {
  return one.state === "moved" && model.seat !== null && !one.signed.includes(model.seat);
}
