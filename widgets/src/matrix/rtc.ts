// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * The conference's place in the room: who is in it (MatrixRTC, MSC4143), and keys from device to device.
 *
 * matrix-js-sdk does both, as in Element Call. Put around it here: a key counts only if it came sealed
 * from the very device it names, and that device's owner vouches for it; ours goes to such devices of
 * people of the council alone, and not before this device sends anything.
 */
import {
  AutoDiscovery,
  ClientEvent,
  type MatrixClient,
  MatrixEvent,
  RoomStateEvent,
} from "matrix-js-sdk";
import { CryptoEvent } from "matrix-js-sdk/lib/crypto-api/index.js";
import {
  type LivekitTransport,
  MatrixRTCSession,
  MatrixRTCSessionEvent,
} from "matrix-js-sdk/lib/matrixrtc/index.js";
import { GIVE_UP } from "../media/patience.ts";
import type { Membership } from "../model/call.ts";
import { isRecord } from "../model/view.ts";
import { whole } from "./whole.ts";

/** The one call of a room, as the door knows it too. */
const SLOT = { application: "m.call", id: "ROOM" };
export const KEYS = "io.element.call.encryption_keys";
/** From device to device, sealed: whether what the other sends is received. */
export const REPORT = "org.gremium.received";
export const MEMBER = "org.matrix.msc3401.call.member";
/** Milliseconds after which the homeserver ends the membership of who has gone without a word. */
const LEAVE_AFTER = 18_000;
const STILL_HERE = 4_000;
/** Milliseconds until a key, or one's place in the room, that could not be handed over is tried again. */
const AGAIN = 2_000;

interface Target {
  readonly userId: string;
  readonly deviceId: string;
}
type Heard = (event: MatrixEvent) => void;
type Client = ConstructorParameters<typeof MatrixRTCSession>[0];

/** The door lets this device not in. */
export class Refused extends Error {}

export class Rtc {
  readonly #client: MatrixClient;
  readonly #room: string;
  readonly #session: MatrixRTCSession;
  readonly #held = new Map<string, { target: Target; payload: Record<string, unknown> }>();
  /** What was handed over last, to be handed over again to who did not get it. */
  readonly #given = new Map<string, Record<string, unknown>>();
  readonly #underWay = new Set<string>();
  #unjudged: { event: MatrixEvent; device: string }[] = [];
  #sends = false;
  #hear: Heard | null = null;
  /** Whether an account is of the council; asked before a key is handed over. */
  trusts: (user: string) => boolean = () => false;
  onKey: (identity: string, key: Uint8Array<ArrayBuffer>, index: number) => void = () => {};
  onMemberships: (all: readonly Membership[]) => void = () => {};
  onEnd: () => void = () => {};
  /** Another device says whether it receives what this one sends. */
  onReport: (identity: string, received: boolean) => void = () => {};

  constructor(client: MatrixClient, room: string) {
    this.#client = client;
    this.#room = room;
    const known = client.getRoom(room);
    if (!known) throw new Error("the room is not known");
    this.#session = new MatrixRTCSession(this.#careful(), known, SLOT);
    this.#session.on(MatrixRTCSessionEvent.EncryptionKeyChanged, (key, index, _who, identity) =>
      this.onKey(identity, key, index),
    );
    this.#session.on(MatrixRTCSessionEvent.MembershipsChanged, () => this.#told());
    this.#session.on(MatrixRTCSessionEvent.MembershipManagerError, () => this.onEnd());
    client.on(CryptoEvent.DevicesUpdated, this.#again);
    client.on(RoomStateEvent.Events, this.#moved);
  }

  get user(): string {
    return this.#client.getSafeUserId();
  }

  /** The name this device has at the conference server. */
  get identity(): string {
    return `${this.user}:${this.#client.getDeviceId()}`;
  }

  /** Say in the room that this device is in the call; keys begin to come. */
  async join(service: string): Promise<void> {
    // Only who is known to be in the room counts as in the call.
    await this.#client.getRoom(this.#room)?.loadMembersIfNeeded();
    await this.#session._onRTCSessionMemberUpdate();
    const focus: LivekitTransport = {
      type: "livekit",
      livekit_service_url: service,
      livekit_alias: this.#room,
    };
    this.#session.joinRoomSession([focus], undefined, {
      manageMediaKeys: true,
      delayedLeaveEventDelayMs: LEAVE_AFTER,
      delayedLeaveEventRestartMs: STILL_HERE,
      // As long as the line to the conference is tried again, its place in the room is kept.
      networkErrorRetryMs: AGAIN,
      maximumNetworkErrorRetryCount: GIVE_UP / AGAIN,
    });
    this.#told();
  }

  async leave(): Promise<void> {
    this.#sends = false;
    this.#client.off(CryptoEvent.DevicesUpdated, this.#again);
    this.#client.off(RoomStateEvent.Events, this.#moved);
    await this.#session.leaveRoomSession(LEAVE_AFTER);
    await this.#session.stop();
  }

  /** Somebody comes or goes: a session outside the SDK's own list is not told by itself. */
  readonly #moved = (event: MatrixEvent): void => {
    if (event.getType() !== MEMBER || event.getRoomId() !== this.#room) return;
    void this.#session._onRTCSessionMemberUpdate();
  };

  /** Hand over the key, as this device is about to send. */
  async sends(): Promise<void> {
    this.#sends = true;
    await this.#release();
  }

  /** Tell another device of the council whether what it sends is received here. */
  async report(identity: string, received: boolean): Promise<void> {
    const target = this.#targetOf(identity);
    if (!target || !this.trusts(target.userId)) return;
    const member = { claimed_device_id: this.#client.getDeviceId(), id: this.identity };
    const payload = { room_id: this.#room, member, received };
    if (!(await this.#vouchedFor(target.userId, target.deviceId))) return;
    await this.#client.encryptAndSendToDevice(REPORT, [target], payload);
  }

  #targetOf(identity: string): Target | null {
    const known = this.#session.memberships.find((one) => one.rtcBackendIdentity === identity);
    return known ? { userId: known.userId, deviceId: known.deviceId } : null;
  }

  /** Who did not receive gets the key once more, as it may have been lost on the way. */
  #reported(sender: string, device: unknown, content: Readonly<Record<string, unknown>>): void {
    const { room_id: room, received } = content;
    if (room !== this.#room || typeof received !== "boolean") return;
    const known = this.#session.memberships.find(
      (one) => one.userId === sender && one.deviceId === device,
    );
    if (!known) return;
    this.onReport(known.rtcBackendIdentity, received);
    const name = `${known.userId} ${known.deviceId}`;
    const payload = this.#given.get(name);
    if (received || !payload || this.#held.has(name)) return;
    const target = { userId: known.userId, deviceId: known.deviceId };
    this.#held.set(name, { target, payload });
    void this.#release();
  }

  /** Try again what waited for a device or a person to become known. */
  readonly #again = (): void => void this.trustChanged();

  async trustChanged(): Promise<void> {
    const waiting = this.#unjudged;
    this.#unjudged = [];
    for (const { event, device } of waiting) await this.#judge(event, device);
    await this.#release();
  }

  /**
   * Return the address of the service that lets devices in: as the own homeserver names it, else as
   * the bot's does. What other members name in the room is not believed: the service is shown a
   * proof of who one is.
   */
  async service(bot: string): Promise<string | null> {
    const named = await this.#client._unstable_getRTCTransports().catch(() => null);
    const servers = [this.user, bot].map((id) => id.replace(/^[^:]*:/, ""));
    for (const found of [named, ...servers.map(wellKnown)]) {
      const list: unknown = await found;
      const focus = (Array.isArray(list) ? list : []).find(
        (one) => isRecord(one) && one.type === "livekit",
      );
      if (typeof focus?.livekit_service_url === "string") return focus.livekit_service_url;
    }
    return null;
  }

  /** Ask the door for a token. Throws `Refused`, or what the line says. */
  async token(service: string): Promise<{ url: string; jwt: string }> {
    const openid = await this.#client.getOpenIdToken();
    const answer = await whole(`${service.replace(/\/+$/, "")}/sfu/get`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        room: this.#room,
        openid_token: openid,
        device_id: this.#client.getDeviceId(),
      }),
    });
    if (answer.status >= 400 && answer.status < 500) throw new Refused(`status ${answer.status}`);
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer.json();
  }

  #told(): void {
    this.onMemberships(
      this.#session.memberships.map((one) => ({
        identity: one.rtcBackendIdentity,
        user: one.userId,
      })),
    );
    void this.#release();
  }

  /** The client as the session sees it: what concerns keys goes through our hands. */
  #careful(): Client {
    const client = this.#client;
    return new Proxy(client, {
      get: (_target, name) => {
        if (name === "on") return this.#listen(client);
        if (name === "off") return this.#unlisten(client);
        if (name === "encryptAndSendToDevice") return this.#hold;
        const found: unknown = Reflect.get(client, name, client);
        return typeof found === "function" ? found.bind(client) : found;
      },
    }) as unknown as Client;
  }

  /** A client around the page judges devices and opens messages itself; it tells which came sealed. */
  get #hosted(): boolean {
    return !this.#client.getCrypto();
  }

  readonly #openedByHost = (event: MatrixEvent): void => {
    if (!event.isEncrypted()) return;
    if (event.getType() === KEYS) this.#hear?.(event);
    const content = event.getContent();
    if (event.getType() === REPORT)
      this.#reported(event.getSender() ?? "", claimed(content), content);
  };

  #listen(client: MatrixClient) {
    return (name: string, heard: Heard): void => {
      if (name !== ClientEvent.ToDeviceEvent) return void client.on(name as never, heard as never);
      this.#hear = heard;
      if (this.#hosted) client.on(ClientEvent.ToDeviceEvent, this.#openedByHost);
      else client.on(ClientEvent.ReceivedToDeviceMessage, this.#sealed);
    };
  }

  #unlisten(client: MatrixClient) {
    return (name: string, heard: Heard): void => {
      if (name !== ClientEvent.ToDeviceEvent) return void client.off(name as never, heard as never);
      this.#hear = null;
      client.off(ClientEvent.ToDeviceEvent, this.#openedByHost);
      client.off(ClientEvent.ReceivedToDeviceMessage, this.#sealed);
    };
  }

  readonly #sealed = (told: Received): void => this.#received(told);

  /** A message for this device: a key only if it came sealed from the device it names. */
  #received({ message, encryptionInfo }: Received): void {
    if (![KEYS, REPORT].includes(message.type) || !encryptionInfo) return;
    const named = claimed(message.content);
    const { sender, senderDevice } = encryptionInfo;
    if (sender !== message.sender || !senderDevice || senderDevice !== named) return;
    if (message.type === REPORT) this.#reported(sender, senderDevice, message.content);
    else void this.#judge(new MatrixEvent(message as never), senderDevice);
  }

  async #judge(event: MatrixEvent, device: string): Promise<void> {
    if (await this.#vouchedFor(event.getSender() ?? "", device)) this.#hear?.(event);
    else this.#unjudged.push({ event, device });
  }

  async #vouchedFor(user: string, device: string): Promise<boolean> {
    if (this.#hosted) return true;
    const crypto = this.#client.getCrypto();
    const [person, status] = await Promise.all([
      crypto?.getUserVerificationStatus(user),
      crypto?.getDeviceVerificationStatus(user, device),
    ]);
    return !!status?.signedByOwner && !person?.needsUserApproval;
  }

  readonly #hold = async (
    _type: string,
    targets: readonly Target[],
    payload: Record<string, unknown>,
  ): Promise<void> => {
    // A newer key takes the place of one that was never handed over.
    for (const target of targets)
      this.#held.set(`${target.userId} ${target.deviceId}`, { target, payload });
    await this.#release();
  };

  /** Hand over held keys to whom they may go to now; what fails on the way is tried again. */
  async #release(): Promise<void> {
    if (!this.#sends) return;
    const here = new Set(this.#session.memberships.map((one) => `${one.userId} ${one.deviceId}`));
    for (const [name, { target }] of [...this.#held]) {
      if (here.has(name) && this.trusts(target.userId)) await this.#handOver(name, target);
    }
  }

  async #handOver(name: string, target: Target): Promise<void> {
    if (this.#underWay.has(name)) return;
    this.#underWay.add(name);
    try {
      if (!(await this.#vouchedFor(target.userId, target.deviceId))) return;
      let newest = this.#held.get(name);
      while (newest) {
        await this.#client.encryptAndSendToDevice(KEYS, [target], newest.payload);
        this.#given.set(name, newest.payload);
        if (this.#held.get(name) === newest) this.#held.delete(name);
        newest = this.#held.get(name);
      }
    } catch {
      setTimeout(this.#again, AGAIN);
    } finally {
      this.#underWay.delete(name);
    }
  }
}

interface Received {
  readonly message: {
    readonly type: string;
    readonly sender: string;
    readonly content: Readonly<Record<string, unknown>>;
  };
  readonly encryptionInfo: { readonly sender: string; readonly senderDevice?: string } | null;
}

/** The device a message says it is of; proven only by what it came sealed from. */
function claimed(content: Readonly<Record<string, unknown>>): unknown {
  return isRecord(content.member) ? content.member.claimed_device_id : undefined;
}

async function wellKnown(server: string): Promise<unknown> {
  const told = await AutoDiscovery.getRawClientConfig(server).catch(() => ({}));
  return (told as Record<string, unknown>)["org.matrix.msc4143.rtc_foci"];
}
