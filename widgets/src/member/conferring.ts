// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** The conference that is open on the page: one at a time, and its code comes only when it is wanted. */
import type { Conversation } from "../host/conversation.ts";
import type { Device } from "../matrix/device.ts";
import type { Model } from "../model/model.ts";
import type { CallHands } from "../view/lobby.ts";
import type { OpenCall, Place } from "../view/member.ts";

export class Conferring {
  #open: { readonly room: string; readonly made: Conversation; close(): Promise<void> } | null =
    null;
  readonly #shown: (call: OpenCall | null) => void;

  /** `shown` hears what there is to see of it, null once it is closed. */
  constructor(shown: (call: OpenCall | null) => void) {
    this.#shown = shown;
  }

  /** Open the conference of a room, and leave the one of another. */
  async open(device: Device, bot: string, room: string, place: Place): Promise<void> {
    const { Conversation } = await import("../host/conversation.ts");
    await this.#open?.close();
    let ended = false;
    const made = new Conversation(
      () => device.conference(room),
      bot,
      (call, pictures) => {
        if (!ended) this.#shown({ place, call, pictures, hands });
      },
    );
    const close = async (): Promise<void> => {
      ended = true;
      this.#shown(null);
      this.#open = null;
      await made.end();
    };
    const hands: CallHands = {
      join: () => made.join(),
      hangUp: () => made.hangUp(),
      choose: (choices) => made.choose(choices),
      turn: (source, on) => made.turn(source, on),
      caption: (text) => made.caption(text),
      close: () => void close(),
    };
    this.#open = { room, made, close };
  }

  /** Tell the conference of a room whom the bot last said to be of the council. */
  know(room: string, model: Model | undefined): void {
    if (model && this.#open?.room === room) this.#open.made.know(model.people, model.view);
  }

  /** Leave it, whatever is shown. */
  async end(): Promise<void> {
    await this.#open?.made.end();
  }
}
