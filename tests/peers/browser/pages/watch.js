// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
//
// Put before a page's own scripts: remembers its peer connections, so that what really arrives and
// can be decoded is counted, whatever the page shows.

(() => {
  const connections = [];
  const Real = window.RTCPeerConnection;
  if (!Real) return;
  window.RTCPeerConnection = class extends Real {
    constructor(...all) {
      super(...all);
      connections.push(this);
    }
  };
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
          width: stat.frameWidth ?? 0,
          packets: stat.packetsReceived,
        });
      }
    }
    return told;
  };
})();
