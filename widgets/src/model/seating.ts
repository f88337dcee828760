// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Where the seats of a chamber are drawn: rows of a half circle, groups beside each other. */

/** The middle of one seat; the chair's desk is at (0, 0), the outermost row one unit from it. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface Chamber {
  readonly spots: readonly Spot[];
  /** How large one seat may be drawn. */
  readonly radius: number;
}

const INNERMOST = 0.42;
/** How much of the room between two seats they take. */
const FILLED = 0.42;
const LARGEST = 0.12;

/**
 * Return as many spots as there are seats, from the left to the right as the chair sees them.
 *
 * Whoever sits beside each other in the list sits beside each other in the room, also across rows.
 */
export function chamber(seats: number): Chamber {
  if (seats === 0) return { spots: [], radius: 0 };
  const rows = rowsFor(seats);
  const radii = Array.from({ length: rows }, (_, row) => radiusOf(row, rows));
  const places = shares(seats, radii).flatMap((n, row) => arc(n, radii[row] ?? 1));
  const ordered = places.sort((a, b) => a.angle - b.angle || b.radius - a.radius);
  return {
    spots: ordered.map(({ angle, radius }) => ({
      x: -Math.cos(angle) * radius,
      y: -Math.sin(angle) * radius,
    })),
    radius: Math.min(
      LARGEST,
      FILLED * Math.min(gap(radii), Math.PI / (most(seats, radii) - 1 || 1)),
    ),
  };
}

function rowsFor(seats: number): number {
  if (seats <= 12) return 1;
  if (seats <= 30) return 2;
  return seats <= 60 ? 3 : 5;
}

function radiusOf(row: number, rows: number): number {
  return rows === 1 ? 1 : INNERMOST + ((1 - INNERMOST) * row) / (rows - 1);
}

function gap(radii: readonly number[]): number {
  return radii.length === 1 ? 0.4 : (radii[1] ?? 1) - (radii[0] ?? 0);
}

/** Seats per unit of arc in the densest row, as if it were the outermost. */
function most(seats: number, radii: readonly number[]): number {
  return Math.max(...shares(seats, radii).map((n, row) => n / (radii[row] ?? 1)));
}

/** Share seats out by the length of the rows; what is left over sits outside. */
function shares(seats: number, radii: readonly number[]): number[] {
  const whole = radii.reduce((sum, radius) => sum + radius, 0);
  const counts = radii.map((radius) => Math.floor((seats * radius) / whole));
  let left = seats - counts.reduce((sum, n) => sum + n, 0);
  for (let row = counts.length - 1; left > 0; row = row === 0 ? counts.length - 1 : row - 1) {
    counts[row] = (counts[row] ?? 0) + 1;
    left -= 1;
  }
  return counts;
}

function arc(seats: number, radius: number): { angle: number; radius: number }[] {
  return Array.from({ length: seats }, (_, n) => ({
    angle: seats === 1 ? Math.PI / 2 : (Math.PI * n) / (seats - 1),
    radius,
  }));
}
