// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
//
// Shows a widget that the room's state names, the way Element Web does: fills the address in, puts
// the page into a sandboxed frame, and grants what it asks for except what is refused.

import { ClientWidgetApi, Widget } from "matrix-widget-api";

import { Driver, feed } from "./driver.mjs";

const SANDBOX = [
  "allow-forms",
  "allow-popups",
  "allow-popups-to-escape-sandbox",
  "allow-modals",
  "allow-same-origin",
  "allow-scripts",
  "allow-presentation",
  "allow-downloads",
];

class Careful extends Driver {
  requested = [];
  refused = [];

  async validateCapabilities(requested) {
    this.requested.push(...requested);
    const granted = [...requested].filter(
      (one) => !this.refused.some((part) => one.includes(part)),
    );
    return new Set(granted);
  }
}

let shown;

/** Show the widget `id` of a room; without a word for `refuse` everything asked for is granted. */
export async function show(client, { room, id, refuse = [] }) {
  shown?.frame.remove();
  shown?.api.stop();
  const known = () =>
    client.getRoom(room)?.currentState.getStateEvents("im.vector.modular.widgets", id);
  while (!known()?.getContent().url) await new Promise((resolve) => setTimeout(resolve, 50));
  const content = known().getContent();
  const values = {
    $matrix_room_id: room,
    $matrix_user_id: client.getUserId(),
    "$org.matrix.msc2873.client_language": "de",
    "$org.matrix.msc2873.client_theme": "light",
    "$org.matrix.msc3819.matrix_device_id": client.getDeviceId(),
    "$org.matrix.msc4039.matrix_base_url": client.getHomeserverUrl(),
  };
  const filled = Object.entries(values).reduce(
    (url, [name, value]) => url.replaceAll(name, encodeURIComponent(value)),
    content.url,
  );
  const address = new URL(filled);
  address.searchParams.set("widgetId", id);
  address.searchParams.set("parentUrl", location.href.split("#")[0]);
  const widget = new Widget({ ...content, url: address.href });
  const frame = document.createElement("iframe");
  frame.sandbox = SANDBOX.join(" ");
  frame.allow = "camera; microphone; autoplay; display-capture";
  Object.assign(frame.style, { width: "100%", height: "95vh", border: "0" });
  document.body.append(frame);
  const driver = new Careful(client, room);
  driver.refused = refuse;
  const api = new ClientWidgetApi(widget, frame, driver);
  api.setViewedRoomId(room);
  feed(client, api);
  frame.src = address.href;
  shown = { frame, api, driver };
}

/** Load the page in the frame anew, as a client does whose person has moved it. */
export function reload() {
  shown.frame.src = `${shown.frame.src}`;
}

export const requested = () => shown.driver.requested;
