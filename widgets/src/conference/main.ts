// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import type { Address } from "../host/address.ts";
import { Conversation } from "../host/conversation.ts";
import { run } from "../host/run.ts";
import { attend, type Host } from "../host/widget.ts";
import { hosted } from "../matrix/hosted.ts";
import type { Event, Model } from "../model/model.ts";
import { announcement } from "../view/announce.ts";
import { Conference } from "../view/conference.ts";

const page = new Conference();

function reach(
  address: Address,
  tell: (event: Event) => void,
): Host & { show(model: Model): void } {
  const inside = hosted(address);
  const host = attend(inside.api, address.room, tell);
  let conversation: Conversation | null = null;
  let model: Model | null = null;
  const inform = (): void => {
    if (model) conversation?.know(model.people, model.view);
  };
  void inside.ready.then(() => {
    conversation = new Conversation(inside.conference, address.bot, (call, pictures) => {
      Object.assign(page, { call, pictures });
    });
    page.hands = conversation;
    inform();
  });
  return {
    ...host,
    show: (now) => {
      model = now;
      inform();
    },
  };
}

const status = document.querySelector<HTMLElement>("[role=status]");
if (status) run(page, status, announcement, reach);
