// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
//
// Runs before anything else of the page of the secret ballot. Chromium 156 does not follow
// the policy on WebRTC, so the page gives it away itself, with the windows of frames in which
// there would be another.
for (const name of [
  "RTCPeerConnection",
  "webkitRTCPeerConnection",
  "RTCDataChannel",
  "WebTransport",
])
  Reflect.deleteProperty(window, name);
for (const { prototype } of [HTMLIFrameElement, HTMLObjectElement, HTMLEmbedElement])
  for (const name of ["contentWindow", "contentDocument", "getSVGDocument"])
    Reflect.deleteProperty(prototype, name);
