// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** What went wrong while signing in, from what the homeserver answered. */
import { MatrixError } from "matrix-js-sdk";
import type { Fault } from "../model/signin.ts";

export function accountFault(error: unknown): Fault {
  if (error instanceof MatrixError) return error.httpStatus === 403 ? "password" : "other";
  return "unreachable";
}

/** A token of the homeserver's own sign-in is good once and for minutes. */
export function tokenFault(error: unknown): Fault {
  return error instanceof MatrixError ? "ended" : "unreachable";
}

/** What became of a sign-in that was kept: the homeserver knows it no more, or does not answer. */
export function keptFault(error: unknown): Fault {
  if (!(error instanceof MatrixError)) return "unreachable";
  return error.httpStatus === 401 ? "ended" : "other";
}

export class NoSignInElsewhere extends Error {}

export class FalseAccount extends Error {}

export function linkFault(error: unknown, until: number): Fault {
  if (error instanceof FalseAccount) return "link-false";
  if (!(error instanceof MatrixError)) return "unreachable";
  if (error.httpStatus !== 403) return "other";
  return until * 1000 < Date.now() ? "link-old" : "link-used";
}
