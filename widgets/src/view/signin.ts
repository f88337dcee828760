// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** The forms of signing in, one per step. */
import { html, type TemplateResult } from "lit";
import { type SignIn, usable } from "../model/signin.ts";
import type { Words } from "../words/index.ts";

/** What a person may do while signing in. */
export interface SignInHands {
  enter(server: string, user: string, password: string): void;
  elsewhere(server: string): void;
  useLink(): void;
  otherwise(): void;
  recover(key: string): void;
  compare(): void;
  equal(same: boolean): void;
  giveUp(): void;
  kept(): void;
}

export function signInForm(
  state: SignIn,
  server: string,
  words: Words,
  hands: SignInHands,
): TemplateResult | null {
  switch (state.step) {
    case "account":
      return account(state, server, words, hands);
    case "link":
      return link(state, words, hands);
    case "vouch":
      return vouch(state, words, hands);
    case "compare":
      return compare(state, words, hands);
    case "keep":
      return keep(state.recoveryKey, words, hands);
    case "in":
      return null;
  }
}

function account(
  state: Extract<SignIn, { step: "account" }>,
  server: string,
  words: Words,
  hands: SignInHands,
): TemplateResult {
  const { page } = words;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const [host, user, password] = ["server", "user", "password"].map((name) =>
      String(form.get(name)),
    );
    hands.enter(host ?? "", user ?? "", password ?? "");
  };
  const leave = (event: Event): void => {
    const form = (event.target as HTMLElement).closest("form");
    hands.elsewhere(String(new FormData(form ?? undefined).get("server")));
  };
  return html`<form class="card" @submit=${submit}>
    <h1 tabindex="-1">${page.welcome}</h1>
    <p class="quiet">${page.intro}</p>
    ${fault(state.fault, words)}
    <label>${page.server}<input name="server" required autocomplete="url" .value=${server} /></label>
    <label>${page.user}<input name="user" required autocomplete="username" /></label>
    <label>${page.password}<input name="password" type="password" required autocomplete="current-password" /></label>
    <button class="primary" ?disabled=${state.busy}>${page.enter}</button>
    ${busy(state, words)}
    <button type="button" ?disabled=${state.busy} @click=${leave}>${page.elsewhere}</button>
    <p class="quiet">${page.linkOffer}</p>
  </form>`;
}

/** Says whose account it is before anybody is signed in: a link may come from somebody else. */
function link(
  state: Extract<SignIn, { step: "link" }>,
  words: Words,
  hands: SignInHands,
): TemplateResult {
  const { page } = words;
  const otherwise = html`<button type="button" ?disabled=${state.busy} @click=${hands.otherwise}>${page.otherwise}</button>`;
  return html`<section class="card">
    <h1 tabindex="-1">${page.welcome}</h1>
    ${fault(state.fault, words)}
    ${
      usable(state)
        ? html`<p>${page.linkAs} <strong class="account">${state.user}</strong></p>
            <p class="quiet">${page.linkHint}</p>
            <button class="primary" ?disabled=${state.busy} @click=${hands.useLink}>${page.enter}</button>`
        : null
    }
    ${busy(state, words)}
    ${state.fault === "link-occupied" ? null : otherwise}
  </section>`;
}

function vouch(
  state: Extract<SignIn, { step: "vouch" }>,
  words: Words,
  hands: SignInHands,
): TemplateResult {
  const { page } = words;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    hands.recover(String(new FormData(event.target as HTMLFormElement).get("key")));
  };
  return html`<form class="card" @submit=${submit}>
    <h1 tabindex="-1">${page.vouch}</h1>
    <p>${page.vouchHint}</p>
    ${fault(state.fault, words)}
    <button type="button" class="primary" ?disabled=${state.busy} @click=${hands.compare}>${page.compare}</button>
    <label>${page.recoveryKey}<input name="key" required autocomplete="off" spellcheck="false" /></label>
    <button ?disabled=${state.busy}>${page.useRecoveryKey}</button>
    ${busy(state, words)}
  </form>`;
}

function compare(
  state: Extract<SignIn, { step: "compare" }>,
  words: Words,
  hands: SignInHands,
): TemplateResult {
  const { page } = words;
  if (state.emoji === null)
    return html`<section class="card">
      <h1 tabindex="-1">${page.compare}</h1>
      <p role="status">${page.compareWait}</p>
      <button @click=${hands.giveUp}>${page.giveUp}</button>
    </section>`;
  return html`<section class="card">
    <h1 tabindex="-1">${page.compareAsk}</h1>
    <ul class="emoji">
      ${state.emoji.map(([picture, name]) => html`<li><span aria-hidden="true">${picture}</span>${words.emoji[name.toLowerCase()] ?? name}</li>`)}
    </ul>
    <button class="primary" @click=${() => hands.equal(true)}>${page.same}</button>
    <button @click=${() => hands.equal(false)}>${page.different}</button>
  </section>`;
}

function keep(recoveryKey: string, words: Words, hands: SignInHands): TemplateResult {
  const { page } = words;
  return html`<section class="card">
    <h1 tabindex="-1">${page.keep}</h1>
    <p>${page.keepHint}</p>
    <p class="recovery-key"><code>${recoveryKey}</code></p>
    <button class="primary" @click=${hands.kept}>${page.kept}</button>
  </section>`;
}

/** Stands there empty before, as a change of it alone is read out. */
function busy(state: { readonly busy: boolean }, words: Words): TemplateResult {
  return html`<p role="status" class="quiet">${state.busy ? words.page.busy : ""}</p>`;
}

function fault(known: keyof Words["page"]["faults"] | null, words: Words): TemplateResult | null {
  return known ? html`<p class="notice" role="alert">${words.page.faults[known]}</p>` : null;
}
