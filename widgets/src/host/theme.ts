// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** The client's theme by its name; without one the person's system decides. */

const CLASSES = ["cpd-theme-light", "cpd-theme-dark", "cpd-theme-light-hc", "cpd-theme-dark-hc"];

export function applyTheme(theme: string): void {
  const { classList } = document.documentElement;
  classList.remove(...CLASSES);
  const shade = /dark/.test(theme) ? "dark" : /light/.test(theme) ? "light" : null;
  const contrast = /high-contrast/.test(theme) ? "-hc" : "";
  if (shade || contrast) classList.add(`cpd-theme-${shade ?? "light"}${contrast}`);
}
