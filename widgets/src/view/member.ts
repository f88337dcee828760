// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** A page of its own for members: sign in, then panel and messages of the rooms one is in. */
import {
  html,
  LitElement,
  type nothing,
  type PropertyValues,
  type TemplateResult,
  unsafeCSS,
} from "lit";
import { property, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { live } from "lit/directives/live.js";
import type { Act } from "../model/acts.ts";
import type { Call } from "../model/call.ts";
import type { Model } from "../model/model.ts";
import type { SignIn } from "../model/signin.ts";
import { type Said, type SealedFile, type Shut, type Talk, told } from "../model/talk.ts";
import type { Unsent } from "../model/unsent.ts";
import type { Words } from "../words/index.ts";
import { foot } from "./foot.ts";
import type { CallHands } from "./lobby.ts";
import { marked } from "./marked.ts";
import { type SignInHands, signInForm } from "./signin.ts";
import css from "./style.css?inline";
import type { Pictures } from "./tiles.ts";
import { type UnsentHands, unsentTexts } from "./unsent.ts";
import "./conference.ts";
import "./panel.ts";

/** What a room is for; direct: with the bot alone. */
export type Place = "session" | "closed" | "office" | "direct";

/** One room as the page knows it. */
export interface Hall {
  readonly room: string;
  readonly place: Place;
  readonly model: Model;
  readonly talk: Talk;
  /** Whether the homeserver holds older messages than are shown. */
  readonly older: boolean;
}

/** The conference that is open, beside one of the rooms. */
export interface OpenCall {
  readonly place: Place;
  readonly call: Call;
  readonly pictures: Pictures;
  readonly hands: CallHands;
}

export interface MemberHands extends SignInHands, UnsentHands {
  press(place: Place, act: Act): void;
  dismiss(place: Place): void;
  say(place: Place, text: string): void;
  /** Keep what stands in a room's box. */
  write(room: string, text: string): void;
  /** Forget what was begun before the sign-in ended. */
  discardBegun(): void;
  older(place: Place): void;
  /** Consent to what the bot asks in this message. */
  consent(place: Place, id: string): void;
  open(file: SealedFile): void;
  /** Fetch a picture of the bot; its address holds it whole (`data:`). Rejects if it is none. */
  look(file: SealedFile): Promise<string>;
  show(place: Place): void;
  confer(place: Place): void;
  leave(): void;
}

/** Pixels: so near the end of the messages one reads the newest. */
const AT_END = 40;

function timeOf(at: number): string {
  return new Date(at).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
}

export class Member extends LitElement {
  static override styles = unsafeCSS(css);
  @property({ attribute: false }) accessor words!: Words;
  @property({ attribute: false }) accessor signIn!: SignIn;
  @property({ attribute: false }) accessor server = "";
  @property({ attribute: false }) accessor halls: readonly Hall[] = [];
  /** What this person wrote and is not known to have arrived, oldest first. */
  @property({ attribute: false }) accessor unsent: readonly Unsent[] = [];
  /** What was begun in a room's box; it changes with every key, so nothing is drawn for it. */
  draft: (room: string) => string = () => "";
  /** How many begun texts wait for their writer to sign in again. */
  @property({ attribute: false }) accessor begun = 0;
  /** The device that is signed in. */
  @property({ attribute: false }) accessor device = "";
  @property({ attribute: false }) accessor shown: Place = "session";
  @property({ attribute: false }) accessor open: OpenCall | null = null;
  @property({ attribute: false }) accessor nameOf: (user: string) => string = (user) => user;
  @property({ attribute: false }) accessor hands!: MemberHands;
  @property({ attribute: false }) accessor plainly: (() => void) | null = null;

  /** Pictures of the bot by their messages, once somebody wants to see them. */
  @state() accessor pictures: ReadonlyMap<string, string> = new Map();

  /** Which messages were shown last, and how many pixels of them lay below what was seen. */
  #shownTalk = { room: "", first: "", below: 0 };

  override willUpdate(): void {
    const list = this.#list();
    this.#shownTalk.below = list ? list.scrollHeight - list.scrollTop - list.clientHeight : 0;
  }

  /** Whoever sees nothing, or uses no mouse, goes on where the page does. */
  override updated(changed: PropertyValues<this>): void {
    const before = changed.get("signIn");
    if (before && before.step !== this.signIn.step)
      this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
    this.#follow();
  }

  /** The newest message is seen by who did not go back to older ones; who did stays there. */
  #follow(): void {
    const [list, hall] = [this.#list(), this.#hall()];
    if (!list || !hall) return;
    const { room, first, below } = this.#shownTalk;
    const now = hall.talk[0]?.id ?? "";
    const olderCame = hall.room === room && first !== "" && now !== first;
    const end = list.scrollHeight - list.clientHeight;
    if (olderCame) list.scrollTop = end - below;
    else if (hall.room !== room || below < AT_END) list.scrollTop = end;
    this.#shownTalk = { room: hall.room, first: now, below: 0 };
  }

  #list(): HTMLElement | null {
    return this.renderRoot?.querySelector<HTMLElement>(".talk") ?? null;
  }

  #hall(): Hall | undefined {
    return this.halls.find((known) => known.place === this.shown) ?? this.halls[0];
  }

  override render(): TemplateResult {
    const form = signInForm(this.signIn, this.server, this.words, this.hands);
    return form
      ? html`<main>
          ${form} ${this.#unsent(null)} ${this.#begun()} ${this.#mayLeave() ? this.#leave() : null}
          ${foot(this.words, this.plainly)}
        </main>`
      : this.#inside();
  }

  /** Whether there is a sign-in to end before anything is shown. */
  #mayLeave(): boolean {
    const { signIn } = this;
    return signIn.step === "vouch" || (signIn.step === "link" && signIn.fault === "link-occupied");
  }

  #inside(): TemplateResult {
    const { words, hands } = this;
    const hall = this.#hall();
    if (!hall)
      return html`<main><section class="card"><h1 tabindex="-1">${words.page.waitRoomsTitle}</h1><p>${words.page.waitRooms}</p></section>${this.#unsent(null)}${this.#leave()}${foot(words, this.plainly)}</main>`;
    return html`${this.halls.length > 1 ? this.#tabs(hall) : null}
      ${this.open?.place === hall.place ? this.#conference(hall, this.open) : this.#panel(hall)}
      <aside class="page" aria-labelledby="messages">
        <section class="card">
          <h2 id="messages">${words.page.messages}</h2>
          ${
            hall.older
              ? html`<button @click=${() => hands.older(hall.place)}>${words.page.older}</button>`
              : null
          }
          <ol class="talk" tabindex="0" aria-labelledby="messages">${told(hall.talk).map((one) => ("count" in one ? this.#shut(one) : this.#said(one, hall)))}</ol>
          ${keyed(hall.room, this.#box(hall))}
        </section>
        ${this.#unsent(hall)}
        ${this.#leave()}
      </aside>`;
  }

  #panel(hall: Hall): TemplateResult {
    const { words, hands } = this;
    // Where the open one is, it stands in the panel's place.
    const confers = ["session", "closed"].includes(hall.place);
    return html`${
      confers
        ? html`<div class="tabs">
            <button class="primary" @click=${() => hands.confer(hall.place)}>${words.call.open}</button>
          </div>`
        : null
    }
      <gremium-panel
        .model=${hall.model}
        .words=${words}
        .office=${hall.place === "office"}
        .press=${(act: Act) => hands.press(hall.place, act)}
        .dismiss=${() => hands.dismiss(hall.place)}
        .plainly=${this.plainly}
      ></gremium-panel>`;
  }

  #conference(hall: Hall, open: OpenCall): TemplateResult {
    const { words, hands } = this;
    return html`<gremium-conference
      .model=${hall.model}
      .words=${words}
      .call=${open.call}
      .pictures=${open.pictures}
      .hands=${open.hands}
      .press=${(act: Act) => hands.press(hall.place, act)}
      .dismiss=${() => hands.dismiss(hall.place)}
    ></gremium-conference>`;
  }

  #tabs(hall: Hall): TemplateResult {
    const { words, hands } = this;
    return html`<nav class="tabs">
      ${this.halls.map(
        ({ place }) => html`<button
          aria-pressed=${place === hall.place ? "true" : "false"}
          @click=${() => hands.show(place)}
        >
          ${words.page[place]}
        </button>`,
      )}
    </nav>`;
  }

  #shut({ count, from, until }: Shut): TemplateResult {
    return html`<li>
      <p class="quiet">${timeOf(from)} – ${timeOf(until)}</p>
      <p class="quiet">${this.words.page.unreadMany(count)}</p>
    </li>`;
  }

  #said(said: Said, hall: Hall): TemplateResult {
    const { words, hands } = this;
    return html`<li>
      <p class="quiet">${this.nameOf(said.sender)}, ${timeOf(said.at)}</p>
      ${said.unread ? html`<p class="quiet">${words.page.unread}</p>` : null}
      ${this.#picture(said, hall)}
      ${
        said.file
          ? html`<button @click=${() => hands.open(said.file as SealedFile)}>${words.page.file(said.file.name)}</button>`
          : html`<p class="said">${said.sender === hall.model.setting.bot ? marked(said.text) : said.text}</p>`
      }
      ${
        said.asks && hall.place === "direct" && said.sender === hall.model.setting.bot
          ? html`<button @click=${() => hands.consent(hall.place, said.id)}>${words.page.consent}</button>`
          : null
      }
    </li>`;
  }

  /** A QR code the bot has sent in private: shown here, where a telephone's camera sees it. */
  #picture({ id, sender, file }: Said, hall: Hall): TemplateResult | null {
    const ours = hall.place === "direct" && sender === hall.model.setting.bot;
    if (!ours || file?.mime !== "image/png") return null;
    const { page } = this.words;
    const shown = this.pictures.get(id);
    if (shown) return html`<img class="picture" src=${shown} alt=${page.picture} />`;
    const look = async (): Promise<void> => {
      const made = await this.hands.look(file).catch(() => "");
      if (made) this.pictures = new Map(this.pictures).set(id, made);
    };
    return html`<button @click=${look}>${page.look}</button>`;
  }

  /** Each room has a box of its own, with what was begun there. */
  #box(hall: Hall): TemplateResult {
    const { page } = this.words;
    const keep = (event: Event): void =>
      this.hands.write(hall.room, (event.target as HTMLTextAreaElement).value);
    return html`<form class="write" @submit=${(event: SubmitEvent) => this.#write(event, hall)}>
      <label>${page.write}<textarea name="text" rows="2" required .value=${live(this.draft(hall.room))} @input=${keep}></textarea></label>
      <button>${page.send}</button>
    </form>`;
  }

  #write(event: SubmitEvent, hall: Hall): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const text = String(new FormData(form).get("text"));
    form.reset();
    this.hands.write(hall.room, "");
    const list = this.#list();
    if (list) list.scrollTop = list.scrollHeight; // who writes looks for the answer
    this.hands.say(hall.place, text);
  }

  /** Not what they say: whoever sits here now may be somebody else. */
  #begun(): TemplateResult | null {
    const { page } = this.words;
    if (this.begun === 0) return null;
    return html`<section class="card">
      <p>${page.begun(this.begun)}</p>
      <div class="row"><button @click=${() => this.hands.discardBegun()}>${page.discardBegun}</button></div>
    </section>`;
  }

  /** All of them wherever they belong: none is to be missed. */
  #unsent(shown: Hall | null): TemplateResult | typeof nothing {
    const { page } = this.words;
    const placeOf = (room: string): string | null => {
      const known = this.halls.find((hall) => hall.room === room);
      return known && known !== shown ? page[known.place] : null;
    };
    const device = shown && this.device;
    return unsentTexts(this.unsent, device, placeOf, this.words, this.hands);
  }

  #leave(): TemplateResult {
    const { page } = this.words;
    const lost = this.unsent.length;
    return html`<section class="card">
      <button @click=${() => this.hands.leave()}>${page.leave}</button>
      <p class="quiet">${page.leaveHint}</p>
      ${lost ? html`<p class="notice">${page.leaveUnsent(lost)}</p>` : null}
    </section>`;
  }
}

customElements.define("gremium-member", Member);
