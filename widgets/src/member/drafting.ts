// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * What a person has begun to write, through a reload and over a sign-in that ends.
 *
 * While somebody is signed in it lies where the session lies. When the sign-in ends, that place is
 * wiped; what was begun then waits in this tab alone, which forgets it when it is closed, and is given to
 * nobody but the person who wrote it.
 */
import { keepDrafts, recallDrafts } from "../host/drafts.ts";
import { countDrafts, type Drafts, draftsOf, noDrafts, written } from "../model/drafts.ts";

export class Drafting {
  #drafts: Drafts | null = null;
  #signedIn = false;
  readonly #lasting: Storage;
  readonly #passing: Storage;
  readonly #waiting: (count: number) => void;

  /** `waiting` hears how many wait for somebody to sign in again. */
  constructor(lasting: Storage, passing: Storage, waiting: (count: number) => void) {
    this.#lasting = lasting;
    this.#passing = passing;
    this.#waiting = waiting;
    this.#tell();
  }

  /** Somebody has signed in: theirs are here again, another person's are gone. */
  open(user: string): void {
    const kept = [recallDrafts(this.#passing), recallDrafts(this.#lasting)];
    this.#drafts = draftsOf(user, this.#drafts, ...kept);
    this.#signedIn = true;
    keepDrafts(this.#passing, null);
    this.#keep();
  }

  in(room: string): string {
    return (this.#signedIn && this.#drafts?.texts[room]) || "";
  }

  write(room: string, text: string): void {
    if (!this.#drafts || !this.#signedIn) return;
    this.#drafts = written(this.#drafts, room, text);
    this.#keep();
  }

  /** The sign-in has ended, perhaps while the page was closed, and what lay beside it is wiped. */
  close(): void {
    this.#drafts ??= recallDrafts(this.#lasting);
    this.#signedIn = false;
    this.#keep();
  }

  /** Whoever wants nothing to be left. */
  discard(): void {
    if (this.#drafts) this.#drafts = noDrafts(this.#drafts.user);
    for (const storage of [this.#lasting, this.#passing]) keepDrafts(storage, null);
    this.#tell();
  }

  #keep(): void {
    const some = this.#drafts && countDrafts(this.#drafts) > 0 ? this.#drafts : null;
    keepDrafts(this.#signedIn ? this.#lasting : this.#passing, some);
    this.#tell();
  }

  #tell(): void {
    const left = recallDrafts(this.#passing);
    this.#waiting(this.#signedIn || !left ? 0 : countDrafts(left));
  }
}
