// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** What a person writes on the page, on its way: kept until it has arrived, see `model/unsent.ts`. */
import { MatrixError } from "matrix-js-sdk";
import { keepUnsent, recallUnsent } from "../host/unsent.ts";
import type { Device } from "../matrix/device.ts";
import { again, failed, repeatable, resumed, type Unsent, without } from "../model/unsent.ts";

export class Outbox {
  #list: readonly Unsent[] = [];
  #device: Device | null = null;
  readonly #storage: Storage;
  readonly #changed: (list: readonly Unsent[], failedNow: boolean) => void;

  constructor(storage: Storage, changed: (list: readonly Unsent[], failedNow: boolean) => void) {
    this.#storage = storage;
    this.#changed = changed;
  }

  /** Go on as somebody who has signed in, with what is left of theirs. */
  open(device: Device): void {
    this.#device = device;
    device.onSent = (attempt) => this.#set(without(this.#list, attempt));
    const known = this.#list.length ? this.#list : recallUnsent(this.#storage);
    this.#set(resumed(known, device.user));
  }

  /** The sign-in has ended, perhaps while the page was closed: what is left stands on the page alone. */
  close(): void {
    this.#device = null;
    if (this.#list.length > 0) return;
    const kept = recallUnsent(this.#storage);
    this.#set(resumed(kept, kept[0]?.user ?? ""));
  }

  say(room: string, text: string): void {
    const device = this.#device;
    if (!device) return;
    const from = { attempt: crypto.randomUUID(), user: device.user, device: device.id, room, text };
    const begun: Unsent = { ...from, at: Date.now(), state: "sending", refused: true };
    this.#set([...this.#list, begun]);
    void this.#send(device, begun);
  }

  again(attempt: string): void {
    const [device, before] = [this.#device, this.#find(attempt)];
    if (!device || before?.state !== "failed") return;
    if (!repeatable(before, device.id, Date.now())) return;
    this.#set(again(this.#list, attempt, device.id, Date.now()));
    void this.#send(device, before);
  }

  discard(attempt: string): void {
    const given = this.#find(attempt);
    if (given) this.#device?.discard(given.room, attempt);
    this.#set(without(this.#list, attempt));
  }

  async #send(device: Device, { room, text, attempt }: Unsent): Promise<void> {
    try {
      await device.say(room, text, attempt);
    } catch (error) {
      const told = error instanceof MatrixError ? (error.httpStatus ?? 0) : 0;
      this.#set(failed(this.#list, attempt, told >= 400 && told < 500));
    }
  }

  #find(attempt: string): Unsent | undefined {
    return this.#list.find((one) => one.attempt === attempt);
  }

  #set(list: readonly Unsent[]): void {
    if (list === this.#list) return;
    const count = (known: readonly Unsent[]): number =>
      known.filter((one) => one.state === "failed").length;
    const failedNow = count(list) > count(this.#list);
    this.#list = list;
    if (this.#device) keepUnsent(this.#storage, list);
    this.#changed(list, failedNow);
  }
}
