// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * The one home of matrix-widget-api: a page inside a client, which seals and opens everything.
 *
 * It asks to read the room's messages and, where there is something to press, to send commands, and
 * goes on without whichever is refused.
 */
import {
  EventDirection,
  type IRoomEvent,
  WidgetApi,
  WidgetApiToWidgetAction,
  WidgetEventCapability,
} from "matrix-widget-api";
import { type Act, COMMAND, words } from "../model/acts.ts";
import type { Event } from "../model/model.ts";

const MESSAGES = "m.room.message";
/** Messages to start with; the newest view among them is what is shown first. */
const BACKLOG = 50;

export interface Host {
  send(act: Act): void;
}

/** Connect to the client around this page; `tell` hears everything that happens. */
export function connect(
  widgetId: string,
  origin: string,
  room: string,
  tell: (event: Event) => void,
  sends: boolean,
): Host {
  const api = new WidgetApi(widgetId, origin);
  api.on(`action:${WidgetApiToWidgetAction.SendEvent}`, (event: CustomEvent) => {
    event.preventDefault();
    api.transport.reply(event.detail, {});
  });
  const host = attend(api, room, tell, sends);
  api.start();
  return host;
}

/** Follow the room and send commands by an interface that others start, and that answers its client. */
export function attend(
  api: WidgetApi,
  room: string,
  tell: (event: Event) => void,
  sends = true,
): Host {
  const read = WidgetEventCapability.forRoomEvent(EventDirection.Receive, MESSAGES).raw;
  const send = WidgetEventCapability.forRoomEvent(EventDirection.Send, COMMAND).raw;
  api.requestCapabilities(sends ? [read, send] : [read]);
  const hear = (event: IRoomEvent): void => {
    const { event_id: id, type, sender, content } = event;
    tell({
      kind: "arrived",
      event: {
        id,
        type,
        sender,
        room: event.room_id ?? room,
        content: content as Record<string, unknown>,
      },
    });
  };
  api.on(`action:${WidgetApiToWidgetAction.SendEvent}`, (event: CustomEvent) => {
    hear(event.detail.data as IRoomEvent);
  });
  api.on("ready", async () => {
    if (sends && !api.hasCapability(send)) tell({ kind: "refused", what: "send" });
    if (!api.hasCapability(read)) return tell({ kind: "refused", what: "read" });
    try {
      for (const event of (await api.readRoomEvents(MESSAGES, BACKLOG)).reverse()) hear(event);
    } catch {
      tell({ kind: "refused", what: "read" });
    }
  });
  return {
    send: (act) => {
      api.sendRoomEvent(COMMAND, { text: words(act) }).then(
        (answer) =>
          answer.event_id
            ? tell({ kind: "taken", event: answer.event_id })
            : tell({ kind: "failed", certain: false }),
        // A refusal by the host is certain; silence is not: the words may be on their way.
        (error: Error) => tell({ kind: "failed", certain: !/timed out/i.test(error.message) }),
      );
    },
  };
}
