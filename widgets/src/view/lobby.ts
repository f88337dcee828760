// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Before the conference, and its controls: devices with a look and a listen at them, and switches. */
import { html, type TemplateResult } from "lit";
import { type Call, type Choices, type Device, OWN, type Source } from "../model/call.ts";
import type { Words } from "../words/index.ts";
import type { Pictures } from "./tiles.ts";

export interface CallHands {
  join(): void;
  hangUp(): void;
  /** Back to where the conference was opened from; missing where it is all there is. */
  close?(): void;
  choose(choices: Partial<Choices>): void;
  turn(source: Source, on: boolean): void;
  /** Show everybody in writing what is said (Schriftdolmetschen). */
  caption(text: string): void;
}

export interface Controls {
  readonly call: Call;
  readonly words: Words;
  readonly pictures: Pictures;
  readonly hands: CallHands;
}

export function lobby(controls: Controls): TemplateResult {
  const { call, words, pictures, hands } = controls;
  const { choices } = call;
  const preview = choices.withCamera && !choices.audioOnly ? pictures.get(OWN) : undefined;
  return html`<section class="card lobby" aria-labelledby="call">
    <h1 id="call">${words.call.title}</h1>
    <p>${words.call.hint}</p>
    <p class="notice">${words.noRecording}</p>
    ${preview ? html`<video autoplay playsinline muted .muted=${true} .srcObject=${preview} class="preview mirrored" aria-label=${words.call.preview}></video>` : null}
    ${check(controls, "withCamera", words.call.withCamera, choices.audioOnly)}
    ${choices.withCamera ? pick(controls, "camera", call.cameras) : null}
    ${check(controls, "withMicrophone", words.call.withMicrophone)}
    ${choices.withMicrophone ? pick(controls, "microphone", call.microphones) : null}
    ${
      choices.withMicrophone
        ? html`<label>${words.call.level}
            <meter min="0" max="1" low="0.05" .value=${call.level} aria-label=${words.call.level}></meter>
          </label>`
        : null
    }
    ${check(controls, "spares", words.call.spares, choices.audioOnly)}
    ${check(controls, "audioOnly", words.call.audioOnly)}
    <div class="row">
      <button type="button" class="primary" ?disabled=${call.line === "connecting"} @click=${() => hands.join()}>
        ${call.line === "failed" || call.line === "refused" ? words.call.again : words.call.join}
      </button>
      ${hands.close ? html`<button type="button" @click=${() => hands.close?.()}>${words.call.close}</button>` : null}
    </div>
  </section>`;
}

function check(
  { call, hands }: Controls,
  name: "withCamera" | "withMicrophone" | "audioOnly" | "spares",
  label: string,
  disabled = false,
): TemplateResult {
  const change = (event: Event): void =>
    hands.choose({ [name]: (event.target as HTMLInputElement).checked });
  return html`<label class="check">
    <input type="checkbox" name=${name} .checked=${call.choices[name]} ?disabled=${disabled} @change=${change} />
    ${label}
  </label>`;
}

function pick(
  { call, words, hands }: Controls,
  name: "camera" | "microphone",
  devices: readonly Device[],
): TemplateResult | null {
  if (devices.length < 2) return null;
  const change = (event: Event): void =>
    hands.choose({ [name]: (event.target as HTMLSelectElement).value });
  return html`<label>${words.call[name]}
    <select name=${name} @change=${change}>
      ${devices.map(
        ({ id, label }, n) => html`<option value=${id} ?selected=${id === call.choices[name]}>
          ${label || `${words.call[name]} ${n + 1}`}
        </option>`,
      )}
    </select>
  </label>`;
}

/** The switches while one is in. */
export function switches({ call, words, hands }: Controls): TemplateResult {
  const one = (source: Source): TemplateResult => {
    const on = call.sending.includes(source);
    return html`<button type="button" aria-pressed=${on ? "true" : "false"} ?disabled=${!on && !call.maySend} @click=${() => hands.turn(source, !on)}>
      ${on ? words.call.turnOff[source] : words.call.turnOn[source]}
    </button>`;
  };
  const { audioOnly, captions } = call.choices;
  return html`<div class="row switches" role="group" aria-label=${words.call.title}>
    ${one("microphone")} ${audioOnly ? null : html`${one("camera")} ${one("screen")}`}
    <button type="button" aria-pressed=${audioOnly ? "true" : "false"} @click=${() => hands.choose({ audioOnly: !audioOnly })}>
      ${audioOnly ? words.call.picturesOn : words.call.picturesOff}
    </button>
    <button type="button" aria-pressed=${captions ? "true" : "false"} @click=${() => hands.choose({ captions: !captions })}>
      ${words.call.captions}
    </button>
    <button type="button" class="leave" @click=${() => hands.hangUp()}>${words.call.hangUp}</button>
  </div>
  ${call.maySend ? writing({ words, hands }) : html`<p class="quiet">${words.call.onlyFloor}</p>`}`;
}

/** One line of captions after the other, for who writes down what is said. */
function writing({ words, hands }: Pick<Controls, "words" | "hands">): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    hands.caption(String(new FormData(form).get("caption")));
    form.reset();
  };
  return html`<details class="folded">
    <summary>${words.call.writeCaptions}</summary>
    <form @submit=${submit}>
      <label>${words.call.captionText}<input name="caption" maxlength="400" required autocomplete="off" /></label>
      <div class="row"><button>${words.call.showCaption}</button></div>
    </form>
  </details>`;
}
