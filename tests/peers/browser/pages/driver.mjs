// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
//
// What a host does for a widget, over the real client: send, read, seal to devices, and pass on.

import { ClientEvent, MatrixEventEvent, RoomStateEvent } from "matrix-js-sdk";
import { OpenIDRequestState, WidgetDriver } from "matrix-widget-api";

export class Driver extends WidgetDriver {
  #client;
  #room;

  constructor(client, room) {
    super();
    this.#client = client;
    this.#room = room;
  }

  async validateCapabilities(requested) {
    return requested;
  }

  async sendEvent(type, content, stateKey = null, room = null) {
    const there = room ?? this.#room;
    const sent =
      stateKey === null
        ? await this.#client.sendEvent(there, type, content)
        : await this.#client.sendStateEvent(there, type, content, stateKey);
    return { roomId: there, eventId: sent.event_id };
  }

  async sendDelayedEvent(delay, type, content, stateKey = null, room = null) {
    const there = room ?? this.#room;
    const when = { delay };
    const sent =
      stateKey === null
        ? await this.#client._unstable_sendDelayedEvent(there, when, null, type, content)
        : await this.#client._unstable_sendDelayedStateEvent(there, when, type, content, stateKey);
    return { roomId: there, delayId: sent.delay_id };
  }

  async cancelScheduledDelayedEvent(id) {
    await this.#client._unstable_cancelScheduledDelayedEvent(id);
  }

  async restartScheduledDelayedEvent(id) {
    await this.#client._unstable_restartScheduledDelayedEvent(id);
  }

  async sendScheduledDelayedEvent(id) {
    await this.#client._unstable_sendScheduledDelayedEvent(id);
  }

  /** Media keys travel here: sealed with Olm for each device, never in the clear. */
  async sendToDevice(type, encrypted, contents) {
    if (!encrypted) throw new Error(`${type} would travel in the clear`);
    const groups = new Map();
    for (const [userId, devices] of Object.entries(contents)) {
      for (const [deviceId, content] of Object.entries(devices)) {
        const told = JSON.stringify(content);
        groups.set(told, [...(groups.get(told) ?? []), { userId, deviceId }]);
      }
    }
    for (const [told, devices] of groups) {
      const crypto = this.#client.getCrypto();
      await this.#client.queueToDevice(
        await crypto.encryptToDeviceMessages(type, devices, JSON.parse(told)),
      );
    }
  }

  async readRoomTimeline(room, type, msgtype, stateKey, limit, since) {
    const found = [];
    for (const event of [...this.#client.getRoom(room).getLiveTimeline().getEvents()].reverse()) {
      if (event.getId() === since || (limit && found.length >= limit)) break;
      if (event.getType() !== type || event.isDecryptionFailure()) continue;
      if (stateKey !== undefined && event.getStateKey() !== stateKey) continue;
      if (msgtype && event.getContent().msgtype !== msgtype) continue;
      found.push(event.getEffectiveEvent());
    }
    return found;
  }

  async readRoomState(room, type, stateKey) {
    const state = this.#client.getRoom(room).currentState;
    const found =
      stateKey === undefined
        ? state.getStateEvents(type)
        : [state.getStateEvents(type, stateKey)].filter(Boolean);
    return found.map((one) => one.getEffectiveEvent());
  }

  async readStickyEvents() {
    return [];
  }

  askOpenID(observer) {
    this.#client
      .getOpenIdToken()
      .then((token) => observer.update({ state: OpenIDRequestState.Allowed, token }));
  }

  async getRtcTransports() {
    return { rtc_transports: await this.#client._unstable_getRTCTransports() };
  }

  async *getTurnServers() {}

  getKnownRooms() {
    return this.#client.getVisibleRooms().map((one) => one.roomId);
  }
}

/** Pass on to the widget what the client receives. */
export function feed(client, api) {
  const event = (one) => {
    if (one.isBeingDecrypted() || one.isDecryptionFailure() || !one.getRoomId()) return;
    void api.feedEvent(one.getEffectiveEvent());
  };
  client.on(ClientEvent.Event, event);
  client.on(MatrixEventEvent.Decrypted, event);
  client.on(RoomStateEvent.Events, (one) => void api.feedStateUpdate(one.getEffectiveEvent()));
  client.on(ClientEvent.ReceivedToDeviceMessage, ({ message, encryptionInfo }) => {
    void api.feedToDevice(message, encryptionInfo !== null);
  });
}
