// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * A person signing in on a page of its own: pure, `signIn(state, event) → state`.
 *
 * A device counts at the bot only when the person's own identity vouches for it; so nothing is
 * shown before that: either the identity is made here, or an older session or the recovery key
 * vouches for this device. A one-time link opens the account as a password does, and no more.
 */

/** Seven pictures both sides must show, with their numbers in the specification's table. */
export type Emoji = readonly (readonly [string, string])[];

export type SignIn =
  | { readonly step: "account"; readonly busy: boolean; readonly fault: Fault | null }
  /** Come by a one-time link to the account of `user`, or to nobody's if it is malformed. */
  | {
      readonly step: "link";
      readonly user: string;
      readonly busy: boolean;
      readonly fault: Fault | null;
    }
  /** Signed in; the identity exists elsewhere and must vouch for this device. */
  | { readonly step: "vouch"; readonly busy: boolean; readonly fault: Fault | null }
  | { readonly step: "compare"; readonly emoji: Emoji | null }
  /** A new identity was made: its recovery key is shown this once. */
  | { readonly step: "keep"; readonly recoveryKey: string }
  | { readonly step: "in" };

export type Fault =
  | "password"
  | "unreachable"
  | "recovery-key"
  | "comparison"
  /** The homeserver has no sign-in of its own to lead to. */
  | "nowhere"
  /** The homeserver ended the sign-in, or what was to be one is used up or too old. */
  | "ended"
  /** The link is older than it may be. */
  | "link-old"
  /** The homeserver does not take the link (any more): it is used, or was never given out. */
  | "link-used"
  /** What came is no link of this council. */
  | "link-broken"
  /** Somebody else is signed in here. */
  | "link-occupied"
  /** The homeserver let in somebody else than the link names, or shows no identity of theirs. */
  | "link-false"
  | "other";

/** Faults after which the same link may be tried again. */
const AGAIN: readonly Fault[] = ["unreachable", "other"];

export type SignInEvent =
  | { readonly kind: "linked"; readonly user: string; readonly fault: Fault | null }
  /** The person takes another way than the link. */
  | { readonly kind: "unlinked" }
  | { readonly kind: "asked" }
  | { readonly kind: "failed"; readonly fault: Fault }
  | { readonly kind: "must-vouch" }
  | { readonly kind: "comparing"; readonly emoji: Emoji | null }
  | { readonly kind: "made"; readonly recoveryKey: string }
  | { readonly kind: "kept" }
  | { readonly kind: "vouched" }
  /** The homeserver has ended the sign-in, wherever one was. */
  | { readonly kind: "ended" };

export const beginning: SignIn = { step: "account", busy: false, fault: null };

export function signIn(state: SignIn, event: SignInEvent): SignIn {
  switch (event.kind) {
    case "linked":
      return { step: "link", user: event.user, busy: false, fault: event.fault };
    case "unlinked":
      return state.step === "link" ? beginning : state;
    case "asked":
      return "busy" in state ? { ...state, busy: true, fault: null } : state;
    case "failed":
      return failed(state, event.fault);
    case "must-vouch":
      return { step: "vouch", busy: false, fault: null };
    case "comparing":
      return { step: "compare", emoji: event.emoji };
    case "made":
      return { step: "keep", recoveryKey: event.recoveryKey };
    case "kept":
      return state.step === "keep" ? { step: "in" } : state;
    case "vouched":
      return state.step === "keep" ? state : { step: "in" };
    case "ended":
      return { step: "account", busy: false, fault: "ended" };
  }
}

/** Whether the link before us may be used: not after a fault that lasts. */
export function usable(state: Extract<SignIn, { step: "link" }>): boolean {
  return state.fault === null || AGAIN.includes(state.fault);
}

/** A comparison that failed leads back to the choice of who vouches. */
function failed(state: SignIn, fault: Fault): SignIn {
  if (state.step === "link") return { ...state, busy: false, fault };
  const step = state.step === "compare" ? "vouch" : state.step;
  return step === "account" || step === "vouch" ? { step, busy: false, fault } : state;
}
