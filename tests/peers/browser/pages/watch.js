// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
//
// Put before a page's own scripts: remembers its peer connections, so that what really arrives and
// can be decoded is counted, whatever the page shows. What it complains of on its console is kept.

(() => {
  const complaints = [];
  for (const level of ["warn", "error"]) {
    const say = console[level].bind(console);
    console[level] = (...what) => {
      complaints.push(what.map(String).join(" ").slice(0, 400));
      if (complaints.length > 8) complaints.shift();
      say(...what);
    };
  }
  /** What was complained of last, for whoever reads why a test has failed. */
  window.complaints = () => complaints;

  const CANDIDATE = /(a=candidate:\S+ \d+ udp \d+) (\S+) (\d+)/g;
  const connections = [];
  let bridge = 0;
  let line = 0;
  let moved = {};
  const Real = window.RTCPeerConnection;
  if (!Real) return;
  window.RTCPeerConnection = class extends Real {
    constructor(...all) {
      super(...all);
      connections.push(this);
    }
    setRemoteDescription(told) {
      const sdp = told.sdp?.replace(CANDIDATE, (all, before, _host, port) => {
        bridge = Number(port);
        return line ? `${before} 127.0.0.1 ${line}` : all;
      });
      return super.setRemoteDescription(sdp ? { type: told.type, sdp } : told);
    }
  };
  /** The port of the other side, as it named it last. */
  window.otherSide = () => bridge;
  /**
   * Connections made from now on reach the other side by another port, where a relay is; so do
   * sockets and requests to the ports of `doors`.
   */
  window.through = (port, doors = {}) => {
    line = port;
    moved = doors;
  };
  const elsewhere = (address) => {
    const url = new URL(address, location.href);
    url.port = moved[url.port] ?? url.port;
    return url.href;
  };
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(address, ...more) {
      super(elsewhere(address), ...more);
    }
  };
  const ask = window.fetch.bind(window);
  window.fetch = (what, ...more) =>
    ask(typeof what === "string" || what instanceof URL ? elsewhere(what) : what, ...more);
  /** What arrives: pictures decoded and energy of sound, one entry per stream. */
  window.arriving = async () => {
    const told = [];
    for (const one of connections) {
      if (one.connectionState === "closed") continue;
      for (const stat of (await one.getStats()).values()) {
        if (stat.type !== "inbound-rtp") continue;
        told.push({
          kind: stat.kind,
          mid: stat.mid,
          frames: stat.framesDecoded ?? 0,
          energy: stat.totalAudioEnergy ?? 0,
          heard: (stat.totalSamplesReceived ?? 0) - (stat.concealedSamples ?? 0),
          width: stat.frameWidth ?? 0,
          packets: stat.packetsReceived,
        });
      }
    }
    return told;
  };

  /**
   * From now on this is a client that does not let go: whatever its page does, connections, workers
   * with their keys and what plays stay as they are, and the server hears its pings.
   */
  window.cling = () => {
    const players = connections.flatMap((one) =>
      one.getReceivers().map(({ track }) => {
        const player = document.createElement(track.kind);
        player.srcObject = new MediaStream([track]);
        player.muted = track.kind === "video";
        return player.play().catch(() => {});
      }),
    );
    // Of SignalRequest (livekit_rtc.proto): fields 14 and 16, without which the server lets go.
    const pings = new Map();
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (said) {
      const [first] = new Uint8Array(said.buffer ?? said);
      if (first !== 0x70 && first !== 0x82) return;
      if (!pings.has(first)) setInterval(() => send.call(this, said), 2000);
      pings.set(first, said);
      send.call(this, said);
    };
    const kept = [
      [WebSocket, ["close"]],
      [Real, ["close", "removeTrack", "setRemoteDescription"]],
      [Worker, ["terminate", "postMessage"]],
      [MediaStreamTrack, ["stop"]],
    ];
    for (const [kind, names] of kept) {
      for (const name of names) kind.prototype[name] = async () => {};
    }
    return players.length;
  };
})();
