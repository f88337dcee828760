// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * matrix-js-sdk inside a client: the conference's place in the room and its keys, through the host.
 *
 * It asks for what MatrixRTC cannot do without: one state event of its own, those of the others with
 * who is in the room, sealed messages between devices, and the leave the homeserver sends for it.
 */
import { createRoomWidgetClient } from "matrix-js-sdk";
import { logger } from "matrix-js-sdk/lib/logger.js";
import { WidgetApi } from "matrix-widget-api";
import type { Address } from "../host/address.ts";
import { KEYS, MEMBER, REPORT, Rtc } from "./rtc.ts";

export interface Hosted {
  readonly api: WidgetApi;
  /** Resolves when the host has told the room's state. */
  readonly ready: Promise<void>;
  conference(): Rtc;
}

export function hosted({ widgetId, origin, room, user, device, homeserver }: Address): Hosted {
  (logger as unknown as { setLevel(level: string): void }).setLevel("warn");
  const api = new WidgetApi(widgetId, origin);
  const client = createRoomWidgetClient(
    api,
    {
      sendState: [{ eventType: MEMBER, stateKey: `_${user}_${device}_m.call` }],
      receiveState: [
        { eventType: MEMBER },
        { eventType: "m.room.member" },
        { eventType: "m.room.create" },
      ],
      sendToDevice: [KEYS, REPORT],
      receiveToDevice: [KEYS, REPORT],
      sendDelayedEvents: true,
      updateDelayedEvents: true,
      rtcTransports: true,
    },
    room,
    { baseUrl: homeserver, userId: user, deviceId: device },
    false,
  );
  return { api, ready: client.startClient(), conference: () => new Rtc(client, room) };
}
