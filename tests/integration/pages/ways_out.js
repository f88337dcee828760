// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
//
// Every way a page has to open a connection, each to an address of its own name; tells of each
// whether it was `open`, how it ended instead, or that it is `silent`: only the other end can tell.
async (port) => {
  const at = (way) => `http://127.0.0.1:${port}/${way}`;
  const settled = (make) =>
    new Promise((done) => {
      try {
        make(() => done("open"), (why = "shut") => done(String(why?.message ?? why)));
      } catch (error) {
        done(error.name);
      }
    });
  const element = (name, way, what) =>
    settled((open, shut) => {
      const made = document.createElement(name);
      made.onload = made.onloadeddata = open;
      made.onerror = (event) => shut(event.type);
      what(made, at(way));
      document.head.append(made);
    });
  /** A violation of the policy is the only word there is on what has no end of its own. */
  const violated = (directive, act) =>
    settled((open, shut) => {
      document.addEventListener("securitypolicyviolation", (event) => {
        if (event.effectiveDirective.startsWith(directive)) shut(event.effectiveDirective);
      });
      act(open);
    });
  const ways = {
    fetch: () => fetch(at("fetch"), { mode: "no-cors" }).then(() => "open", (error) => error.name),
    xhr: () =>
      settled((open, shut) => {
        const request = new XMLHttpRequest();
        request.onload = open;
        request.onerror = () => shut("error");
        request.open("GET", at("xhr"));
        request.send();
      }),
    beacon: () =>
      violated("connect-src", (open) => {
        navigator.sendBeacon(at("beacon"), "x");
        // Without a policy nothing is said: what counts is what the other end hears.
        fetch(at("beacon"), { mode: "no-cors" }).then(open, () => {});
      }),
    socket: () =>
      settled((open, shut) => {
        const socket = new WebSocket(at("socket").replace("http", "ws"));
        socket.onopen = open;
        socket.onerror = () => shut("error");
      }),
    events: () =>
      settled((open, shut) => {
        const source = new EventSource(at("events"));
        source.onopen = open;
        source.onerror = () => {
          source.close();
          shut("error");
        };
      }),
    image: () => element("img", "image", (made, url) => (made.src = url)),
    script: () => element("script", "script", (made, url) => (made.src = url)),
    style: () =>
      element("link", "style", (made, url) => Object.assign(made, { rel: "stylesheet", href: url })),
    preload: () =>
      element("link", "preload", (made, url) =>
        Object.assign(made, { rel: "preload", as: "image", href: url }),
      ),
    video: () => element("video", "video", (made, url) => (made.src = url)),
    frame: () =>
      new Promise((done) => {
        // A page that says "blocked" loads as well.
        const made = document.createElement("iframe");
        made.onload = () => done("silent");
        made.src = at("frame");
        document.body.append(made);
      }),
    form: async () => {
      const inner = document.createElement("iframe");
      inner.name = "form";
      document.body.append(inner);
      const form = document.createElement("form");
      Object.assign(form, { action: at("form"), method: "post", target: "form" });
      document.body.append(form);
      form.submit();
      return "silent";
    },
    worker: () =>
      settled((open, shut) => {
        const code = new Blob([`fetch("${at("worker")}", {mode: "no-cors"}).finally(() => postMessage(1))`]);
        const worker = new Worker(URL.createObjectURL(code));
        worker.onmessage = open;
        worker.onerror = () => shut("error");
      }),
    rtc: async () => {
      try {
        const line = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${port}` }] });
        line.createDataChannel("out");
        await line.setLocalDescription();
        return "silent";
      } catch (error) {
        return error.name;
      }
    },
    "rtc-of-a-frame": async () => {
      const made = document.createElement("iframe");
      document.body.append(made);
      try {
        const { RTCPeerConnection: Other } = made.contentWindow;
        const line = new Other({ iceServers: [{ urls: `stun:127.0.0.1:${port}` }] });
        line.createDataChannel("out");
        await line.setLocalDescription();
        return "silent";
      } catch (error) {
        return error.name;
      }
    },
  };
  const told = {};
  for (const [way, tries] of Object.entries(ways)) told[way] = await tries();
  return told;
}
