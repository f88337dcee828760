// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * A page as it is read out: roles and accessible names in reading order, by axe-core's reckoning.
 *
 * A browser's own tree differs from version to version; this one changes with our pages alone.
 */
import axe from "axe-core";

/** What axe-core keeps of a node; its types leave it open. */
interface Node {
  readonly actualNode: globalThis.Node;
  readonly children: readonly Node[];
}
// biome-ignore lint/suspicious/noExplicitAny: axe-core has no types for what it calls commons
const { aria, dom, text } = (axe as any).commons;

/** Roles whose name says all there is inside. */
const WHOLE = ["button", "heading", "img", "textbox", "link", "progressbar", "time"];
const NAMED = [...WHOLE, "region", "main", "complementary", "navigation", "group", "form", "list"];

export function outline(): string {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const tree: Node = (axe as any).setup(document.body);
  try {
    return `${read(tree, 0).join("\n")}\n`;
  } finally {
    axe.teardown();
  }
}

function read(node: Node, depth: number): string[] {
  const { actualNode } = node;
  if (actualNode instanceof Text) {
    const said = actualNode.data.replace(/\s+/g, " ").trim();
    return said ? [indent(depth, said)] : [];
  }
  if (!(actualNode instanceof Element) || !dom.isVisibleToScreenReaders(node)) return [];
  if (actualNode.localName === "summary") return [indent(depth, `summary: ${sayable(node)}`)];
  const role: string | null = aria.getRole(node);
  const name = role && NAMED.includes(role) ? sayable(node) : "";
  if (role && WHOLE.includes(role)) return [indent(depth, `${role}${state(actualNode)}: ${name}`)];
  const inside = (deeper: number): string[] =>
    node.children.flatMap((child) => read(child, depth + deeper));
  if (!role || ["none", "presentation", "listitem"].includes(role)) return joined(node, inside(0));
  const lines = inside(1);
  return lines.length > 0 || role === "status"
    ? [indent(depth, name ? `${role}: ${name}` : role), ...lines]
    : [];
}

/** Lines of one list item or paragraph are read in one go. */
function joined({ actualNode }: Node, lines: string[]): string[] {
  const whole =
    actualNode instanceof Element && ["li", "p", "dt", "dd"].includes(actualNode.localName);
  const [first, ...others] = lines;
  if (!whole || first === undefined) return lines;
  return [[first, ...others.map((line) => line.trim())].join(" ")];
}

function sayable(node: Node): string {
  return String(text.accessibleTextVirtual(node)).replace(/\s+/g, " ").trim();
}

function state(node: Element): string {
  const pressed = node.getAttribute("aria-pressed") === "true" ? " (pressed)" : "";
  return pressed + (node.matches(":disabled") ? " (disabled)" : "");
}

function indent(depth: number, line: string): string {
  return "  ".repeat(depth) + line;
}
