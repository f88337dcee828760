// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
//
// Real browsers of the machine, driven over standard input: opens pages of ./pages and asks them.

import { serve } from "../js/lib/wire.mjs"; // first: it moves the console out of the way

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";

import { bundle } from "./lib/bundle.mjs";
import { serveFiles } from "./lib/files.mjs";

const CHROMIUM = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // A page nobody looks at still sends and plays.
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
  "--disable-background-timer-throttling",
  "--autoplay-policy=no-user-gesture-required",
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream=device-count=3,fps=8",
  // Loopback and private addresses are what the tests consist of.
  "--disable-features=WebRtcHideLocalIpsWithMdns",
];
const FIREFOX = {
  "media.navigator.permission.disabled": true,
  "media.navigator.streams.fake": true,
  "media.navigator.audio.fake_frequency": 440,
  "media.autoplay.default": 0,
  "media.peerconnection.ice.loopback": true,
  "media.peerconnection.ice.obfuscate_host_addresses": false,
  // Its codec for H.264 is fetched from elsewhere; VP8 and opus are built in.
  "media.gmp-manager.updateEnabled": false,
};

const WATCH = fileURLToPath(new URL("pages/watch.js", import.meta.url));

let browser, origin, other, profile;
const pages = new Map();
const looks = new Map();
const slowed = new Set(); // pages whose processor was ever slowed down

const find = (page) => {
  if (!pages.has(page)) throw new Error(`no page ${page}`);
  return pages.get(page);
};

const calls = {
  /** Start a browser; answers where ./pages is served, and where a second origin is. */
  async launch({ kind = "chromium" }) {
    profile = await mkdtemp(join(tmpdir(), "browser-"));
    const chosen =
      kind === "firefox"
        ? { browser: "firefox", executablePath: "/usr/bin/firefox-esr", extraPrefsFirefox: FIREFOX }
        : { browser: "chrome", executablePath: "/usr/bin/chromium", args: CHROMIUM };
    browser = await puppeteer.launch({
      ...chosen,
      headless: true,
      userDataDir: profile,
      protocolTimeout: 120_000,
      acceptInsecureCerts: true,
    });
    [origin, other] = [await serveFiles(), await serveFiles()];
    return { origin, other, version: await browser.version() };
  },

  /** Put the modules of a page together with what they import. */
  bundle: ({ entry }) => bundle(entry),

  /** Open an address of ours in a profile of its own, under a name; `watched` counts what arrives. */
  async open({ page, path, watched = false }) {
    const context = await browser.createBrowserContext();
    const made = await context.newPage();
    if (watched) await made.evaluateOnNewDocument(await readFile(WATCH, "utf8"));
    made.on("console", (said) => console.error(page, said.text()));
    made.on("pageerror", (error) => console.error(page, String(error)));
    await made.goto(new URL(path, origin).href, { waitUntil: "load" });
    pages.set(page, made);
  },

  async reload({ page }) {
    await find(page).reload({ waitUntil: "load" });
  },

  /** Evaluate an expression in the page, in a frame of it if `frame` is part of its address. */
  async ask({ page, expression, frame }) {
    const here = find(page);
    const where = frame ? here.frames().find((one) => one.url().includes(frame)) : here;
    if (!where) throw new Error(`no frame ${frame} in ${page}`);
    return where.evaluate(expression);
  },

  /** A picture of the page, for whoever looks into a failure, and for the docs. */
  async picture({ page, path, whole = false }) {
    await find(page).screenshot({ path, fullPage: whole });
  },

  /** Another window: its size, how much is zoomed, what the system prefers, how slow the machine is. */
  async window({
    page,
    width = 1280,
    height = 800,
    zoom = 1,
    still = false,
    forced = false,
    slow = 1,
  }) {
    const here = find(page);
    const [w, h] = [Math.round(width / zoom), Math.round(height / zoom)];
    await here.setViewport({ width: w, height: h, deviceScaleFactor: zoom });
    const features = [
      { name: "prefers-reduced-motion", value: still ? "reduce" : "no-preference" },
      { name: "forced-colors", value: forced ? "active" : "none" },
    ];
    if (!looks.has(page)) looks.set(page, await here.createCDPSession()); // holds as long as it lives
    await looks.get(page).send("Emulation.setEmulatedMedia", { features });
    if (slow > 1 || slowed.has(page)) await here.emulateCPUThrottling(slow);
    if (slow > 1) slowed.add(page);
  },

  /** Pull the cable out, or put it back. */
  offline: ({ page, off }) => find(page).setOfflineMode(off),

  /** Shut the laptop, or open it: timers and sockets of the page stand still. */
  async asleep({ page, sleeps }) {
    const session = await find(page).createCDPSession();
    await session.send("Page.setWebLifecycleState", { state: sleeps ? "frozen" : "active" });
    await session.detach();
  },

  /** Press keys, one after the other, as on a keyboard. */
  async keys({ page, keys }) {
    for (const key of keys) await find(page).keyboard.press(key);
  },

  /** What a screen reader is given, as a tree of roles and names. */
  spoken: ({ page }) => find(page).accessibility.snapshot({ interestingOnly: true }),

  async close({ page }) {
    await find(page).browserContext().close();
    pages.delete(page);
  },
};

await serve(calls, async () => {
  await browser?.close();
  if (profile) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
});
process.exit(0);
