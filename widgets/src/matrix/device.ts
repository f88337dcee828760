// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * The one home of matrix-js-sdk: a device of its own in the browser, with its Rust cryptography.
 *
 * Only devices their owner's identity vouches for are read and written to (MSC4153), and only what
 * arrived sealed is handed on: to this page clear text does not exist.
 */
import {
  type AuthDict,
  AutoDiscovery,
  ClientEvent,
  createClient,
  EventStatus,
  EventType,
  HttpApiEvent,
  type MatrixClient,
  MatrixError,
  type MatrixEvent,
  MatrixEventEvent,
  MsgType,
  RelationType,
  type Room,
  RoomStateEvent,
  RoomEvent as SdkRoomEvent,
  SyncState,
} from "matrix-js-sdk";
import type { CryptoBackend } from "matrix-js-sdk/lib/common-crypto/CryptoBackend.js";
import {
  CryptoEvent,
  decodeRecoveryKey,
  OnlySignedDevicesIsolationMode,
  type ShowSasCallbacks,
  VerificationPhase,
  type VerificationRequest,
  VerificationRequestEvent,
  type Verifier,
  VerifierEvent,
} from "matrix-js-sdk/lib/crypto-api/index.js";
import { logger } from "matrix-js-sdk/lib/logger.js";
import type { Kept } from "../host/kept.ts";
import { type Act, COMMAND, words } from "../model/acts.ts";
import type { RoomEvent } from "../model/model.ts";
import type { Emoji } from "../model/signin.ts";
import type { Unread } from "../model/talk.ts";
import { Rtc } from "./rtc.ts";
import { whole } from "./whole.ts";

const BACKLOG = 60;
/**
 * Up to so many messages more, by the second: a homeserver may answer a question as it did before, Synapse
 * for two minutes. Whoever loaded the page anew would live through these again, and each time add fifty
 * one-time keys to those it had then; from 500 on Synapse refuses them. No second comes again in that time.
 */
const MORE = 125;
/** Milliseconds a homeserver may take to list a signature it was given. */
const LISTED_WITHIN = 30_000;
const DEVICE = "Gremium";
const CONSENT = "🔑";
/** What js-sdk begins the ids of events with that have not arrived. */
const UNDER_WAY = "~";

/** Return the address of a server's client interface; a whole address is taken as it is. */
export async function homeserverOf(name: string): Promise<string> {
  if (/^https?:\/\//.test(name)) return name.replace(/\/+$/, "");
  const found = await AutoDiscovery.findClientConfig(name);
  return found["m.homeserver"].base_url ?? `https://${name}`;
}

/** Who speaks with a server before anybody is signed in. */
function doorOf(homeserver: string): MatrixClient {
  return createClient({ baseUrl: homeserver, fetchFn: whole });
}

export async function logIn(homeserver: string, user: string, password: string): Promise<Kept> {
  const door = doorOf(homeserver);
  const made = await door.loginRequest({
    type: "m.login.password",
    identifier: { type: "m.id.user", user },
    password,
    initial_device_display_name: DEVICE,
  });
  return { homeserver, user: made.user_id, device: made.device_id, token: made.access_token };
}

/** Return where to send a person whose server signs in elsewhere, or null if it does not. */
export async function elsewhere(homeserver: string, back: () => string): Promise<string | null> {
  const door = doorOf(homeserver);
  const { flows } = await door.loginFlows();
  return flows.some((flow) => flow.type === "m.login.sso")
    ? door.getSsoLoginUrl(back(), "sso")
    : null;
}

export async function logInByToken(homeserver: string, token: string): Promise<Kept> {
  const door = doorOf(homeserver);
  const made = await door.loginRequest({ type: "m.login.token", token });
  return { homeserver, user: made.user_id, device: made.device_id, token: made.access_token };
}

/** A comparison another session of the person asks for. */
export type Asked = VerificationRequest;

/** One device at work. */
export class Device {
  readonly #client: MatrixClient;
  #recoveryKey: Uint8Array<ArrayBuffer> | null = null;
  /** Hears every sealed event that could be opened, in the order of the room. */
  onEvent: (event: RoomEvent, when: number) => void = () => {};
  /** Hears of sealed messages that cannot be opened, perhaps only not yet. */
  onUnread: (event: Unread) => void = () => {};
  /** Hears that the homeserver has what was said under this transaction id. */
  onSent: (attempt: string) => void = () => {};
  onConnection: (online: boolean) => void = () => {};
  onRoom: (room: string) => void = () => {};
  /** Hears that the homeserver has ended this sign-in: from another session, or by an operator. */
  onEnded: () => void = () => {};
  /** Hears that another session of the person wants to compare with this one. */
  onAsked: (request: Asked) => void = () => {};

  constructor(kept: Kept) {
    (logger as unknown as { setLevel(level: string): void }).setLevel("warn");
    this.#client = createClient({
      baseUrl: kept.homeserver,
      userId: kept.user,
      deviceId: kept.device,
      accessToken: kept.token,
      fetchFn: whole,
      timelineSupport: true,
      cryptoCallbacks: {
        getSecretStorageKey: async ({ keys }) => {
          const name = Object.keys(keys)[0];
          return name && this.#recoveryKey ? [name, this.#recoveryKey] : null;
        },
      },
    });
  }

  get user(): string {
    return this.#client.getSafeUserId();
  }

  get id(): string {
    return this.#client.getDeviceId() ?? "";
  }

  async start(): Promise<void> {
    const client = this.#client;
    // Before anything is asked: the first request to tell of the end is one of the crypto's, at times.
    const ended = new Promise<never>((_, reject) => {
      client.on(HttpApiEvent.SessionLoggedOut, (error) => {
        reject(error);
        this.onEnded();
      });
    });
    ended.catch(() => {});
    await Promise.race([this.#prepare(), ended]);
  }

  /** Resolves once the device has its keys and its rooms. */
  async #prepare(): Promise<void> {
    const client = this.#client;
    await client.initRustCrypto({ cryptoDatabasePrefix: `gremium-${client.getDeviceId()}` });
    this.#crypto.setDeviceIsolationMode(new OnlySignedDevicesIsolationMode());
    client.on(SdkRoomEvent.Timeline, (event) => this.#hear(event));
    // What this device says js-sdk puts into the room at once, and names it when it has arrived.
    client.on(SdkRoomEvent.LocalEchoUpdated, (event) => this.#hear(event));
    client.on(MatrixEventEvent.Decrypted, (event) => this.#hear(event));
    client.on(CryptoEvent.DevicesUpdated, (users) => this.#tryAgain(users));
    client.on(CryptoEvent.VerificationRequestReceived, (request) => {
      if (request.isSelfVerification) this.onAsked(request);
    });
    client.on(CryptoEvent.UserTrustStatusChanged, (user) => this.#tryAgain([user]));
    const prepared = new Promise<void>((resolve, reject) => {
      client.on(ClientEvent.Sync, (state, _previous, data) => {
        this.onConnection(state === SyncState.Prepared || state === SyncState.Syncing);
        if (state === SyncState.Prepared) resolve();
        if (state === SyncState.Error && !client.isInitialSyncComplete()) reject(data?.error);
      });
    });
    const initialSyncLimit = BACKLOG + (Math.floor(Date.now() / 1000) % MORE);
    await client.startClient({ initialSyncLimit, lazyLoadMembers: true });
    await prepared;
  }

  /**
   * Whether the person's identity vouches for this device, and this device knows it for theirs: signed by
   * another session alone it could read and send nothing.
   */
  async isVouchedFor(): Promise<boolean> {
    const { user } = this;
    const status = await this.#crypto.getDeviceVerificationStatus(user, this.id);
    return status?.crossSigningVerified ?? false;
  }

  async hasIdentity(): Promise<boolean> {
    return this.#crypto.userHasCrossSigningKeys(this.user, true);
  }

  /** Make an identity for a person who has none; return its recovery key. */
  async makeIdentity(password: string): Promise<string> {
    await this.#crypto.bootstrapCrossSigning({
      setupNewCrossSigning: true,
      authUploadDeviceSigningKeys: (upload) => this.#confirmed(upload, password),
    });
    const made = await this.#crypto.createRecoveryKeyFromPassphrase();
    this.#recoveryKey = made.privateKey;
    await this.#crypto.bootstrapSecretStorage({
      createSecretStorageKey: async () => made,
      setupNewSecretStorage: true,
    });
    return made.encodedPrivateKey ?? "";
  }

  /** A first identity needs no proof (specification 1.11, `/keys/device_signing/upload`); older servers ask. */
  async #confirmed(
    upload: (proof: AuthDict | null) => Promise<void>,
    password: string,
  ): Promise<void> {
    try {
      await upload(null);
    } catch (error) {
      if (!password || !(error instanceof MatrixError) || error.httpStatus !== 401) throw error;
      const identifier = { type: "m.id.user", user: this.user };
      const { session } = error.data as { session?: string };
      await upload({
        type: "m.login.password",
        identifier,
        password,
        ...(session ? { session } : {}),
      });
    }
  }

  /** Let the identity vouch by the recovery key. Throws for a key that is not it. */
  async recover(recoveryKey: string): Promise<void> {
    this.#recoveryKey = decodeRecoveryKey(recoveryKey);
    try {
      await this.#crypto.bootstrapCrossSigning({
        authUploadDeviceSigningKeys: async () => {
          throw new Error("the identity would have been replaced instead of restored");
        },
      });
    } finally {
      this.#recoveryKey = null;
    }
    if (!(await this.#becomesVouchedFor()))
      throw new Error("the identity does not vouch for this device");
  }

  /** Our own signature counts once the homeserver has listed it, which is after its next sync. */
  async #becomesVouchedFor(): Promise<boolean> {
    const end = Date.now() + LISTED_WITHIN;
    while (!(await this.isVouchedFor())) {
      if (Date.now() > end) return false;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return true;
  }

  /**
   * Let another session of the person vouch: both show the same pictures.
   *
   * `show` gets the pictures and returns whether the person found them equal; `given` up ends it.
   * `asked` is what the other session has begun; without it this one asks.
   */
  async compare(
    show: (emoji: Emoji) => Promise<boolean>,
    given: AbortSignal,
    asked: Asked | null,
  ): Promise<void> {
    const request = asked ?? (await this.#crypto.requestOwnUserVerification());
    const giveUp = (): void => void request.cancel().catch(() => {});
    given.addEventListener("abort", giveUp, { once: true });
    if (given.aborted) giveUp();
    else await asked?.accept();
    const verifier = await begun(request);
    const compareNow = async (sas: ShowSasCallbacks): Promise<void> => {
      if (await show(sas.sas.emoji ?? [])) await sas.confirm();
      else sas.mismatch();
    };
    verifier.on(VerifierEvent.ShowSas, (sas) => void compareNow(sas).catch(() => {}));
    await verifier.verify();
    if (!(await this.#becomesVouchedFor()))
      throw new Error("the other session does not vouch for this device");
  }

  /**
   * Enter the rooms the bot invites to, now and from now on; `onRoom` hears of each once.
   *
   * Who has said nothing of late in a room is not told with it: of `known` rooms it is asked for.
   */
  async enterRooms(bot: string, known: ReadonlySet<string>): Promise<void> {
    const consider = async (room: Room): Promise<void> => {
      const membership = room.getMyMembership();
      if (membership === "invite" && invitedBy(room, this.user) === bot) {
        await this.#client.joinRoom(room.roomId);
      } else if (membership === "join" && room.hasEncryptionStateEvent()) {
        if (!room.getMember(bot) && known.has(room.roomId)) await room.loadMembersIfNeeded();
        if (room.getMember(bot)) this.onRoom(room.roomId);
      }
    };
    const again = (room: Room): void => void consider(room).catch(() => {});
    this.#client.on(SdkRoomEvent.MyMembership, again);
    this.#client.on(RoomStateEvent.Events, (event) => {
      const room = this.#client.getRoom(event.getRoomId());
      if (room) again(room);
    });
    for (const room of this.#client.getRooms()) again(room);
  }

  /** Hand on again what is known of a room. */
  retell(room: string): void {
    for (const event of this.#client.getRoom(room)?.getLiveTimeline().getEvents() ?? []) {
      this.#hear(event);
    }
  }

  nameOf(user: string): string {
    return this.#client.getUser(user)?.displayName ?? user;
  }

  /** This device's place in the conference of a room. */
  conference(room: string): Rtc {
    return new Rtc(this.#client, room);
  }

  async act(room: string, act: Act): Promise<string> {
    const content = { text: words(act) };
    const sent = await this.#client.sendEvent(room, COMMAND as never, content as never);
    return sent.event_id;
  }

  /**
   * Say something. The same `attempt` again after a failure is the same message, which the homeserver
   * takes once; `onSent` hears of it, also where the answer is lost. Rejects if there was no answer.
   */
  async say(room: string, text: string, attempt: string): Promise<void> {
    const [known, failed] = this.#failed(room, attempt);
    if (known && failed) await this.#client.resendEvent(failed, known);
    else await this.#client.sendMessage(room, { msgtype: MsgType.Text, body: text }, attempt);
    this.onSent(attempt);
  }

  /** Give up what could not be sent. */
  discard(room: string, attempt: string): void {
    const [, failed] = this.#failed(room, attempt);
    if (failed) this.#client.cancelPendingEvent(failed);
  }

  #failed(room: string, attempt: string): [Room | null, MatrixEvent | null] {
    const known = this.#client.getRoom(room);
    const event = known?.getEventForTxnId(attempt);
    return [known, event?.status === EventStatus.NOT_SENT ? event : null];
  }

  /** React with the key that consents to a link; never sealed, so that the homeserver reads it. */
  async consent(room: string, event_id: string): Promise<void> {
    const relation = { rel_type: RelationType.Annotation, event_id, key: CONSENT } as const;
    await this.#client.sendEvent(room, EventType.Reaction, { "m.relates_to": relation });
  }

  /** Whether the homeserver holds older messages of a room than are here. */
  hasOlder(room: string): boolean {
    return !!this.#client.getRoom(room)?.oldState.paginationToken;
  }

  /** Fetch older messages, which `onEvent` hears; returns whether there are still more. */
  async older(room: string): Promise<boolean> {
    const known = this.#client.getRoom(room);
    if (known) await this.#client.scrollback(known, BACKLOG);
    return this.hasOlder(room);
  }

  async download(url: string): Promise<ArrayBuffer> {
    const address = this.#client.mxcUrlToHttp(
      url,
      undefined,
      undefined,
      undefined,
      true,
      true,
      true,
    );
    if (!address) throw new Error("no address");
    const headers = { Authorization: `Bearer ${this.#client.getAccessToken()}` };
    const answer = await whole(address, { headers });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer.arrayBuffer();
  }

  stop(): void {
    this.#client.stopClient();
  }

  async leave(): Promise<void> {
    await this.#client.logout(true);
    await this.#client.clearStores();
  }

  get #crypto() {
    const crypto = this.#client.getCrypto();
    if (!crypto) throw new Error("the device has not started");
    return crypto;
  }

  /**
   * Open what failed while its author's devices were not known. js-sdk itself tries again only when
   * a key comes, and the key of a first message comes before the devices of who wrote it.
   */
  #tryAgain(users: readonly string[]): void {
    const rooms = this.#client.getRooms();
    for (const event of rooms.flatMap((room) => room.getLiveTimeline().getEvents())) {
      if (!event.isDecryptionFailure() || !users.includes(event.getSender() ?? "")) continue;
      event.attemptDecryption(this.#crypto as CryptoBackend, { isRetry: true }).catch(() => {});
    }
  }

  #hear(event: MatrixEvent): void {
    const [id, room, sender] = [event.getId(), event.getRoomId(), event.getSender()];
    if (!event.isEncrypted() || event.isBeingDecrypted() || !id || !room || !sender) return;
    if (id.startsWith(UNDER_WAY)) return;
    const attempt = event.getTxnId() ?? event.getUnsigned().transaction_id;
    if (attempt && sender === this.user) this.onSent(attempt);
    if (event.isDecryptionFailure()) this.onUnread({ id, room, sender, at: event.getTs() });
    if (event.isDecryptionFailure() || event.getType() === "m.room.encrypted") return;
    const { type, content } = event.getEffectiveEvent();
    if (type && content) {
      this.onEvent({ id, room, sender, type, content: wholeContent(event) }, event.getTs());
    }
  }
}

/** Begin to compare once the other session has taken the request, or has begun itself. */
function begun(request: VerificationRequest): Promise<Verifier> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const { phase, verifier } = request;
      if (phase === VerificationPhase.Ready) resolve(request.startVerification("m.sas.v1"));
      else if (phase === VerificationPhase.Started && verifier) resolve(verifier);
      else if (phase === VerificationPhase.Cancelled) reject(new Error("cancelled"));
    };
    request.on(VerificationRequestEvent.Change, look);
    look();
  });
}

function invitedBy(room: Room, user: string): string | undefined {
  return room.currentState.getStateEvents("m.room.member", user)?.getSender();
}

/** The decrypted content with the relation that stands outside the seal. */
function wholeContent(event: MatrixEvent): Record<string, unknown> {
  return { ...event.getOriginalContent(), ...relation(event) };
}

function relation(event: MatrixEvent): Record<string, unknown> {
  const outside = event.getWireContent()["m.relates_to"];
  return outside ? { "m.relates_to": outside } : {};
}
