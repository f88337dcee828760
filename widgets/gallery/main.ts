// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * Every view there is, without a homeserver: for pictures, and for checks that walk through all.
 *
 * `gallery.show(name, language, theme)` draws one; `gallery.names` are all there are. Not served.
 */
import "@vector-im/compound-design-tokens/assets/web/css/compound-design-tokens.css";
import "../src/host/page.css";
import axe from "axe-core";
import { applyTheme } from "../src/host/theme.ts";
import { words as sayAct } from "../src/model/acts.ts";
import { announcement } from "../src/view/announce.ts";
import { Ballot } from "../src/view/ballot.ts";
import { Conference } from "../src/view/conference.ts";
import { Member } from "../src/view/member.ts";
import { Panel } from "../src/view/panel.ts";
import { Screen } from "../src/view/screen.ts";
import { wordsFor } from "../src/words/index.ts";
import { burst } from "./burst.ts";
import { callHands, DEVICE, EXHIBITS, type Exhibit, hands } from "./exhibits.ts";
import { outline } from "./spoken.ts";

const status = document.querySelector<HTMLElement>("[role=status]")!;
/** The words of what was pressed since a state was shown. */
let pressed: string[] = [];
let shown: HTMLElement | null = null;

function draw(exhibit: Exhibit, language: string): HTMLElement {
  const words = wordsFor(language);
  switch (exhibit.page) {
    case "panel":
    case "screen":
    case "ballot": {
      const page = new { panel: Panel, screen: Screen, ballot: Ballot }[exhibit.page]();
      page.words = words;
      page.model = exhibit.model;
      if (page instanceof Panel) {
        page.press = (act) => pressed.push(sayAct(act));
        page.plainly = () => pressed.push(words.plainWords);
      }
      return page;
    }
    case "text": {
      const written = new DOMParser().parseFromString(exhibit.html, "text/html");
      return document.adoptNode(written.querySelector("main")!);
    }
    case "conference": {
      const page = new Conference();
      page.words = words;
      page.model = exhibit.model;
      page.call = exhibit.call;
      page.pictures = new Map(exhibit.pictures.map((sid) => [sid, new MediaStream()]));
      page.press = (act) => pressed.push(sayAct(act));
      page.hands = callHands;
      return page;
    }
    case "member": {
      const page = new Member();
      page.words = words;
      page.signIn = exhibit.signIn;
      page.halls = exhibit.halls;
      page.unsent = exhibit.unsent ?? [];
      page.draft = (room) => exhibit.drafts?.[room] ?? "";
      page.begun = exhibit.begun ?? 0;
      page.device = DEVICE;
      page.server = "rat.example";
      page.hands = {
        ...hands,
        enter: (server, user) => pressed.push(`${user} at ${server}`),
        elsewhere: (server) => pressed.push(`elsewhere: ${server}`),
        useLink: () => pressed.push("link"),
        otherwise: () => pressed.push("otherwise"),
        compare: () => pressed.push("compare"),
        recover: (key) => pressed.push(`key ${key}`),
        equal: (same) => pressed.push(`equal ${same}`),
        say: (_place, text) => pressed.push(text),
        write: (room, text) => text && pressed.push(`${room} ${text}`),
        discardBegun: () => pressed.push("discard begun"),
        sayAgain: (attempt) => pressed.push(`again ${attempt}`),
        discard: (attempt) => pressed.push(`discard ${attempt}`),
      };
      page.plainly = () => pressed.push(words.plainWords);
      return page;
    }
  }
}

/** Pixels a target has at least each way; WCAG 2.2 asks for 24. */
const TARGET = 40;

/** All elements, through all shadow roots. */
function* everything(root: ParentNode): Generator<Element> {
  for (const node of root.querySelectorAll("*")) {
    yield node;
    if (node.shadowRoot) yield* everything(node.shadowRoot);
  }
}

/** What stands for a colour of the system. */
const SYSTEM = [
  ...["Canvas", "CanvasText", "LinkText", "VisitedText", "ButtonFace", "ButtonText"],
  ...["ButtonBorder", "Field", "FieldText", "Highlight", "HighlightText", "GrayText", "Mark"],
  ...["MarkText", "SelectedItem", "SelectedItemText", "AccentColor"],
];

/** What the system's colours are, as they are computed. */
function systemColours(): ReadonlySet<string> {
  const probe = document.body.appendChild(document.createElement("i"));
  const colours = SYSTEM.map((name) => {
    probe.style.color = name;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return new Set(colours);
}

/** Colours of a box with its words, and of a shape that is drawn. */
function boxed(style: CSSStyleDeclaration): string[] {
  const border = Number.parseFloat(style.borderTopWidth) > 0 ? [style.borderTopColor] : [];
  return [style.color, style.backgroundColor, ...border];
}

function drawn(style: CSSStyleDeclaration): string[] {
  return [style.fill, style.stroke].filter((one) => one !== "none");
}

const gallery = {
  names: Object.keys(EXHIBITS),
  async show(name: string, language = "de", theme = "light"): Promise<void> {
    const exhibit = EXHIBITS[name];
    if (!exhibit) throw new Error(`no exhibit ${name}`);
    document.documentElement.lang = language;
    applyTheme(theme);
    shown?.remove();
    pressed = [];
    shown = draw(exhibit, language);
    const { before, model } = "model" in exhibit ? exhibit : { before: null, model: null };
    status.textContent = (before && model && announcement(before, model, wordsFor(language))) || "";
    document.body.append(shown);
    await (shown as Partial<Panel>).updateComplete;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  },
  pressed: (): readonly string[] => pressed,
  spoken: (): string => outline(),
  burst,
  /** Elements that none of our pages has, and that somebody's words would have made. */
  strangers: (): string[] =>
    [...everything(document.body)]
      .filter((node) => node.matches("img, script, iframe, object, a[href^='javascript']"))
      .map((node) => node.outerHTML),
  /** What reaches out of the window, or is too small to be hit. */
  misfits(): string[] {
    const found: string[] = [];
    const page = document.documentElement;
    if (page.scrollWidth > window.innerWidth) found.push(`${page.scrollWidth} px wide`);
    for (const node of everything(document)) {
      if (!node.matches("button, summary, input, textarea, a[href]")) continue;
      const { width, height } = node.getBoundingClientRect();
      if (width > 0 && (width < TARGET || height < TARGET))
        found.push(node.outerHTML.slice(0, 120));
    }
    return [...found, ...document.getAnimations().map(() => "something moves")];
  },
  /** What keeps colours of its own where the system says which there are (high contrast). */
  coloured(): string[] {
    const system = systemColours();
    const found: string[] = [];
    for (const node of everything(document.body)) {
      if (!node.checkVisibility()) continue;
      const style = getComputedStyle(node);
      const used = node instanceof SVGGeometryElement ? drawn(style) : boxed(style);
      const strange = used.filter((one) => !system.has(one) && !/, 0\)$/.test(one));
      if (strange.length > 0) found.push(`${strange.join(", ")}: ${node.outerHTML.slice(0, 120)}`);
    }
    return found;
  },
  /** What has the focus, as one would call it. */
  focused(): string {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active?.getAttribute("aria-label") ?? active?.textContent?.trim() ?? "";
  },
  /** Open whatever is folded away. */
  async unfold(): Promise<void> {
    for (const node of everything(document)) {
      if (node instanceof HTMLDetailsElement) node.open = true;
    }
    await new Promise((resolve) => requestAnimationFrame(resolve));
  },
  /** What axe-core finds wrong, one line each. */
  async faults(): Promise<string[]> {
    const { violations } = await axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      resultTypes: ["violations"],
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ""}`),
    );
  },
};
Object.assign(window, { gallery });
