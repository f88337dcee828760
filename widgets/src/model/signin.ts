// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * A person signing in on a page of its own: pure, `signIn(state, event) → state`.
 *
 * A device counts at the bot only when the person's own identity vouches for it; so nothing is
 * shown before that: either the identity is made here, or an older session or the recovery key
 * vouches for this device.
 */

/** Seven pictures both sides must show, with their numbers in the specification's table. */
export type Emoji = readonly (readonly [string, string])[];

export type SignIn =
  | { readonly step: "account"; readonly busy: boolean; readonly fault: Fault | null }
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
  | "other";

export type SignInEvent =
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

/** A comparison that failed leads back to the choice of who vouches. */
function failed(state: SignIn, fault: Fault): SignIn {
  const step = state.step === "compare" ? "vouch" : state.step;
  return step === "account" || step === "vouch" ? { step, busy: false, fault } : state;
}
