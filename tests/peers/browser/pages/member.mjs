// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
//
// A member's client as a page: matrix-js-sdk with Rust crypto, and Element Call as the widget in it.

import { ClientEvent, SyncState, createClient } from "matrix-js-sdk";
import { OnlySignedDevicesIsolationMode } from "matrix-js-sdk/lib/crypto-api/index.js";
import { ClientWidgetApi, Widget } from "matrix-widget-api";

import { Driver, feed } from "./driver.mjs";
import * as hosting from "./hosting.mjs";

/** What Element Call asks its host for, and any host grants without doing anything. */
const ACKNOWLEDGED = [
  "io.element.join",
  "im.vector.hangup",
  "io.element.close",
  "io.element.device_mute",
  "io.element.tile_layout",
  "io.element.spotlight_layout",
  "set_always_on_screen",
];
const asked = [];
const handed = [];
let client;

window.member = {
  /** Sign in, make an identity, show and send to signed devices only, sync. */
  async enter({ homeserver, user, password }) {
    const login = { type: "m.login.password", identifier: { type: "m.id.user", user }, password };
    const signedIn = await createClient({ baseUrl: homeserver }).loginRequest(login);
    client = createClient({
      baseUrl: homeserver,
      userId: signedIn.user_id,
      deviceId: signedIn.device_id,
      accessToken: signedIn.access_token,
      timelineSupport: true,
    });
    await client.initRustCrypto({ useIndexedDB: false });
    await client.getCrypto().bootstrapCrossSigning({
      setupNewCrossSigning: true,
      authUploadDeviceSigningKeys: (upload) => upload(login),
    });
    client.getCrypto().setDeviceIsolationMode(new OnlySignedDevicesIsolationMode());
    client.on(ClientEvent.ReceivedToDeviceMessage, ({ message, encryptionInfo }) => {
      if (encryptionInfo) handed.push(message);
    });
    const ready = new Promise((resolve) =>
      client.on(ClientEvent.Sync, (state) => state === SyncState.Prepared && resolve()),
    );
    await client.startClient({ initialSyncLimit: 20 });
    await ready;
    return signedIn.device_id;
  },

  /** The public half of the identity, which a clerk pins. */
  master: () => client.getCrypto().getCrossSigningKeyId(),

  /** Show a widget of a room, and what it asked for. */
  widget: (what) => hosting.show(client, what),
  reload: () => hosting.reload(),
  requested: () => hosting.requested(),

  /**
   * Accept the invitation, and wait until this client knows that the room is encrypted.
   * Nobody can accept what has not arrived: over federation it comes after the answer that led to it.
   */
  async join(room) {
    while (!["invite", "join"].includes(client.getRoom(room)?.getMyMembership())) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await client.joinRoom(room);
    while (!(await client.getCrypto().isEncryptionEnabledInRoom(room))) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  },

  async say(room, body) {
    await client.sendEvent(room, "m.room.message", { msgtype: "m.text", body });
  },

  /** Send any content, sealed as everything is. */
  async send(room, type, content) {
    await client.sendEvent(room, type, content);
  },

  /** The newest view of a sender that this client could open, with all that stands beside it. */
  newestView(room, sender) {
    const events = client.getRoom(room).getLiveTimeline().getEvents();
    const said = events.map((one) => [one.getSender(), one.getClearContent() ?? {}]);
    const views = said.filter(([by, told]) => by === sender && (told["m.new_content"] ?? told)["org.gremium.view"]);
    const [, told] = views.at(-1) ?? [null, {}];
    return told["m.new_content"] ?? told;
  },

  /** Open Element Call from `base` on a room and join. */
  call({ room, base }) {
    const id = `call-${client.getDeviceId()}`;
    const settings = new URLSearchParams({
      widgetId: id,
      parentUrl: location.href,
      roomId: room,
      userId: client.getUserId(),
      deviceId: client.getDeviceId(),
      baseUrl: client.getHomeserverUrl(),
      intent: "join_existing",
      skipLobby: "true",
      confineToRoom: "true",
      appPrompt: "false",
      hideHeader: "true",
      perParticipantE2EE: "true",
      lang: "de",
    });
    const url = `${base}/element-call/index.html?widgetId=${encodeURIComponent(id)}&parentUrl=${encodeURIComponent(location.href)}#?${settings}`;
    const widget = new Widget({
      id,
      creatorUserId: client.getUserId(),
      type: "m.call",
      url,
      waitForIframeLoad: false,
      data: {},
    });
    const frame = document.createElement("iframe");
    frame.allow = "camera; microphone; autoplay; display-capture; clipboard-write";
    document.body.append(frame);
    const api = new ClientWidgetApi(widget, frame, new Driver(client, room));
    api.setViewedRoomId(room);
    for (const action of ACKNOWLEDGED) {
      api.on(`action:${action}`, (event) => {
        event.preventDefault();
        asked.push(action);
        api.transport.reply(event.detail, {});
      });
    }
    feed(client, api);
    frame.src = url;
  },

  /** The memberships in the call, as this client reads them from the room. */
  memberships: (room) =>
    client
      .getRoom(room)
      .currentState.getStateEvents("org.matrix.msc3401.call.member")
      .filter((one) => Object.keys(one.getContent()).length > 0)
      .map((one) => one.getSender()),

  asked: () => asked,

  /** What was handed to this device sealed, of a type and by an account or anybody: index, time. */
  handed: (type, user) =>
    handed
      .filter((one) => one.type === type && (!user || one.sender === user))
      .map(({ content }) => ({ index: content.keys?.index, sent: content.sent_ts })),
};
