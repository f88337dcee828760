// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * The one home of livekit-client: sealed pictures and sound to and from the conference server.
 *
 * It plays and asks for nothing by itself: `follow` is told what may be seen and heard, and whatever
 * is not in there is neither subscribed to nor attached, even if the server goes on sending it.
 */
import { EncryptedPacketPayload } from "@livekit/protocol";
import {
  type BaseE2EEManager,
  BaseKeyProvider,
  ConnectionQuality,
  createAudioAnalyser,
  createLocalAudioTrack,
  createLocalVideoTrack,
  DisconnectReason,
  type LocalAudioTrack,
  type LocalVideoTrack,
  type RemoteParticipant,
  type RemoteTrackPublication,
  Room,
  RoomEvent,
  type ScreenShareCaptureOptions,
  ScreenSharePresets,
  Track as SdkTrack,
  type TextStreamReader,
  VideoPresets,
  VideoQuality,
} from "livekit-client";
import E2eeWorker from "livekit-client/e2ee-worker?worker";
import {
  type CallEvent,
  type Choices,
  type Device,
  OWN,
  type Peer,
  type Quality,
  type Source,
} from "../model/call.ts";
import { nextTry } from "./patience.ts";

/** As Element Call has it: as many keys of a sender are kept as its index can name. */
const KEYRING = { ratchetWindowSize: 10, keyringSize: 256 };
const LEVELS = 150;
/** Milliseconds between two looks at the line, and at whether somebody's media can be opened again. */
const LOOK = 1_000;

/** Papers stand still: sharp letters, few pictures a second. */
const PAPERS: ScreenShareCaptureOptions = {
  resolution: ScreenSharePresets.h1080fps15.resolution,
  contentHint: "text",
};

/** LiveKit's topic for what is said, as text. */
const CAPTIONS = "lk.transcription";

/** The meeting lets this person in no longer; whatever else ends a line is a fault of the line. */
const PUT_OUT: readonly (DisconnectReason | undefined)[] = [
  DisconnectReason.PARTICIPANT_REMOVED,
  DisconnectReason.ROOM_DELETED,
];
const BAD: readonly ConnectionQuality[] = [ConnectionQuality.Poor, ConnectionQuality.Lost];

class Keys extends BaseKeyProvider {
  constructor() {
    super(KEYRING);
  }

  async set(identity: string, key: Uint8Array<ArrayBuffer>, index: number): Promise<void> {
    const uses: KeyUsage[] = ["deriveBits", "deriveKey"];
    const material = await crypto.subtle.importKey("raw", key, "HKDF", false, uses);
    this.onSetEncryptionKey(material, identity, index);
  }
}

const SOURCES: Readonly<Record<string, Source>> = {
  [SdkTrack.Source.Camera]: "camera",
  [SdkTrack.Source.Microphone]: "microphone",
  [SdkTrack.Source.ScreenShare]: "screen",
};
const CHANGES = [
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.TrackPublished,
  RoomEvent.TrackUnpublished,
  RoomEvent.TrackSubscribed,
  RoomEvent.TrackUnsubscribed,
  RoomEvent.TrackMuted,
  RoomEvent.TrackUnmuted,
  RoomEvent.LocalTrackPublished,
  RoomEvent.LocalTrackUnpublished,
  RoomEvent.ActiveSpeakersChanged,
  RoomEvent.ParticipantPermissionsChanged,
  RoomEvent.ParticipantEncryptionStatusChanged,
] as const;

export class Line {
  readonly #tell: (event: CallEvent) => void;
  readonly #keys = new Keys();
  readonly #room: Room;
  readonly #streams = new Map<string, MediaStream>();
  readonly #opened = new Map<string, number>();
  readonly #sealed = new Set<string>();
  readonly #worker = new E2eeWorker();
  #wanted: ReadonlyMap<string, Quality> = new Map();
  #blind = new Set<string>();
  #looking: ReturnType<typeof setInterval> | undefined;
  #preview: { stop(): void } | null = null;
  #previews = 0;

  constructor(tell: (event: CallEvent) => void) {
    this.#tell = tell;
    this.#room = new Room({
      encryption: { keyProvider: this.#keys, worker: this.#worker },
      dynacast: true,
      adaptiveStream: false,
      reconnectPolicy: {
        nextRetryDelayInMs: ({ retryCount, elapsedMs }) =>
          nextTry(retryCount, elapsedMs, Math.random()),
      },
      videoCaptureDefaults: { resolution: VideoPresets.h540.resolution },
      publishDefaults: { red: false, videoCodec: "vp8" },
    });
    for (const change of CHANGES) this.#room.on(change, () => this.#changed());
    this.#room.on(RoomEvent.EncryptionError, (_error, who) => {
      if (who && !who.isLocal) this.#cannotOpen(who.identity);
    });
    this.#noteSealed();
    this.#room.registerTextStreamHandler(CAPTIONS, (stream, { identity }) => {
      // In the clear anybody on the way could have written it.
      if (this.#sealed.delete(`${identity} ${stream.info.id}`))
        void this.#caption(stream, identity);
    });
    // While media flow on a line whose socket is dead, only the first of the two is said, for a minute.
    for (const off of [RoomEvent.SignalReconnecting, RoomEvent.Reconnecting] as const)
      this.#room.on(off, () => this.#tell({ kind: "line", line: "reconnecting" }));
    this.#room.on(RoomEvent.Reconnected, () => this.#tell({ kind: "line", line: "connected" }));
    this.#room.on(RoomEvent.Disconnected, (reason) =>
      this.#tell({ kind: "line", line: PUT_OUT.includes(reason) ? "refused" : "failed" }),
    );
  }

  /** The pictures that may be shown, by stream. */
  get pictures(): ReadonlyMap<string, MediaStream> {
    return new Map(this.#streams);
  }

  async key(identity: string, key: Uint8Array<ArrayBuffer>, index: number): Promise<void> {
    await this.#keys.set(identity, key, index);
    this.#blind.delete(identity);
  }

  /** Connect and send nothing yet. */
  async enter(url: string, jwt: string): Promise<void> {
    this.#stopPreview();
    await this.#room.setE2EEEnabled(true);
    await this.#room.connect(url, jwt, { autoSubscribe: false });
    this.#looking = setInterval(() => void this.#look(), LOOK);
    this.#changed();
  }

  async leave(): Promise<void> {
    clearInterval(this.#looking);
    this.#stopPreview();
    this.#room.removeAllListeners();
    await this.#room.disconnect();
    this.#worker.terminate();
    this.#streams.clear();
  }

  get maySend(): boolean {
    return this.#room.localParticipant.permissions?.canPublish ?? true;
  }

  /** Send or stop; `ready` is waited for before anything is on its way. */
  async turn(source: Source, on: boolean, ready: () => Promise<void>, device = ""): Promise<void> {
    const me = this.#room.localParticipant;
    const options = device ? { deviceId: device } : {};
    try {
      if (source === "screen" && on) await this.#showPapers(ready);
      else {
        if (on) await ready();
        if (source === "camera") await me.setCameraEnabled(on, options);
        else if (source === "microphone") await me.setMicrophoneEnabled(on, options);
        else await me.setScreenShareEnabled(false);
      }
      this.#tell({ kind: "missing", source, missing: false });
    } catch {
      this.#tell({ kind: "missing", source, missing: true });
    }
    this.#changed();
  }

  /** A browser lets choose a screen for some seconds after the press only: all else comes later. */
  async #showPapers(ready: () => Promise<void>): Promise<void> {
    const me = this.#room.localParticipant;
    const tracks = await me.createScreenTracks(PAPERS);
    try {
      await ready();
      for (const track of tracks) await me.publishTrack(track);
    } catch (error) {
      for (const track of tracks) track.stop();
      throw error;
    }
  }

  /** Ask for what may be played, and play nothing else. */
  follow(wanted: ReadonlyMap<string, Quality>): void {
    this.#wanted = wanted;
    for (const peer of this.#room.remoteParticipants.values()) {
      for (const sent of peer.trackPublications.values())
        this.#obey(sent as RemoteTrackPublication);
    }
  }

  #obey(sent: RemoteTrackPublication): void {
    const quality = this.#wanted.get(sent.trackSid) ?? "off";
    if (sent.isDesired !== (quality !== "off")) sent.setSubscribed(quality !== "off");
    const { track } = sent;
    if (quality === "off" || !track) {
      track?.detach();
      this.#streams.delete(sent.trackSid);
      return;
    }
    if (sent.kind === SdkTrack.Kind.Video) {
      sent.setVideoQuality(quality === "large" ? VideoQuality.HIGH : VideoQuality.LOW);
      this.#show(sent.trackSid, track.mediaStreamTrack);
    } else if (track.attachedElements.length === 0) track.attach();
  }

  #show(name: string, track: MediaStreamTrack): void {
    if (this.#streams.get(name)?.getTracks()[0] === track) return;
    this.#streams.set(name, new MediaStream([track]));
  }

  #changed(): void {
    const me = this.#room.localParticipant;
    const camera = me.getTrackPublication(SdkTrack.Source.Camera)?.track;
    if (camera && !camera.isMuted) this.#show(OWN, camera.mediaStreamTrack);
    else if (!this.#preview) this.#streams.delete(OWN);
    const sent = [...me.trackPublications.values()].filter((one) => one.track && !one.isMuted);
    const peers = [...this.#room.remoteParticipants.values()].map(peerOf);
    const sending = sent.flatMap((one) => SOURCES[one.source] ?? []);
    this.#tell({ kind: "sending", sending, may: this.maySend });
    this.#tell({ kind: "peers", peers, speaking: me.isSpeaking });
  }

  /** Say in writing what is said, sealed as everything is; returns the caption's name. */
  async caption(text: string): Promise<string> {
    return (await this.#room.localParticipant.sendText(text, { topic: CAPTIONS })).id;
  }

  /**
   * Note the names of streams that come sealed. livekit-client 2.23 marks none: who sends fills in no
   * type, so that `encryptionType` says of a sealed stream what it says of a clear one. Of its name
   * nobody on the way knows.
   */
  #noteSealed(): void {
    const manager: BaseE2EEManager = Reflect.get(this.#room, "e2eeManager");
    const open = manager.handleEncryptedData.bind(manager);
    manager.handleEncryptedData = async (payload, iv, identity, index) => {
      const opened = await open(payload, iv, identity, index);
      const { value } = EncryptedPacketPayload.fromBinary(opened.payload);
      if (value.case === "streamHeader") this.#sealed.add(`${identity} ${value.value.streamId}`);
      return opened;
    };
  }

  /** Show a caption as it is written. */
  async #caption(stream: TextStreamReader, identity: string): Promise<void> {
    const { id, attributes } = stream.info;
    const name = attributes?.["lk.segment_id"] ?? id;
    let text = "";
    try {
      for await (const part of stream) {
        text += part;
        this.#tell({ kind: "caption", identity, id: name, text });
      }
    } catch {
      // It broke off: what has come stands.
    }
  }

  #cannotOpen(identity: string): void {
    if (this.#blind.has(identity)) return;
    this.#blind.add(identity);
    this.#tell({ kind: "opened", identity, opened: false });
  }

  /** How the line is, and whether what could not be opened can be now: frames and samples are counted. */
  async #look(): Promise<void> {
    const bad = BAD.includes(this.#room.localParticipant.connectionQuality);
    this.#tell({ kind: "quality", bad, at: Date.now() });
    for (const peer of this.#room.remoteParticipants.values()) {
      if (!this.#blind.has(peer.identity)) continue;
      for (const sent of peer.trackPublications.values()) {
        const before = this.#opened.get(sent.trackSid);
        const now = await opened(sent as RemoteTrackPublication);
        this.#opened.set(sent.trackSid, now);
        if (before === undefined || now <= before) continue;
        this.#blind.delete(peer.identity);
        this.#tell({ kind: "opened", identity: peer.identity, opened: true });
      }
    }
  }

  /** Open the chosen devices for a look and a listen; nothing of it is sent. */
  async preview(choices: Choices): Promise<void> {
    this.#stopPreview();
    this.#previews += 1;
    const mine = this.#previews;
    const camera = choices.withCamera && !choices.audioOnly;
    const [picture, sound] = await Promise.all([
      camera ? this.#open("camera", choices.camera, createLocalVideoTrack) : null,
      choices.withMicrophone
        ? this.#open("microphone", choices.microphone, createLocalAudioTrack)
        : null,
    ]);
    if (mine !== this.#previews) {
      picture?.stop();
      sound?.stop();
      return;
    }
    if (picture) this.#show(OWN, picture.mediaStreamTrack);
    const meter = sound ? this.#measure(sound) : null;
    this.#preview = {
      stop: () => {
        picture?.stop();
        meter?.();
        sound?.stop();
      },
    };
    const [microphones, cameras] = await Promise.all(
      (["audioinput", "videoinput"] as const).map(devicesOf),
    );
    this.#tell({ kind: "devices", microphones: microphones ?? [], cameras: cameras ?? [] });
  }

  async #open<T extends LocalAudioTrack | LocalVideoTrack>(
    source: Source,
    device: string,
    make: (options: { deviceId?: string }) => Promise<T>,
  ): Promise<T | null> {
    try {
      const track = await make(device ? { deviceId: device } : {});
      this.#tell({ kind: "missing", source, missing: false });
      return track;
    } catch {
      this.#tell({ kind: "missing", source, missing: true });
      return null;
    }
  }

  #measure(sound: LocalAudioTrack): () => void {
    const { calculateVolume, cleanup } = createAudioAnalyser(sound);
    const timer = setInterval(
      () => this.#tell({ kind: "level", level: calculateVolume() }),
      LEVELS,
    );
    return () => {
      clearInterval(timer);
      void cleanup();
    };
  }

  #stopPreview(): void {
    this.#previews += 1;
    this.#preview?.stop();
    this.#preview = null;
    this.#streams.delete(OWN);
  }
}

function peerOf(peer: RemoteParticipant): Peer {
  const tracks = [...peer.trackPublications.values()].flatMap((sent) => {
    const source = SOURCES[sent.source];
    if (!source) return [];
    return [{ sid: sent.trackSid, source, sealed: sent.isEncrypted, muted: sent.isMuted }];
  });
  return { identity: peer.identity, tracks, speaking: peer.isSpeaking };
}

async function devicesOf(kind: MediaDeviceKind): Promise<Device[]> {
  const found = await Room.getLocalDevices(kind, false).catch(() => []);
  return found.map(({ deviceId, label }) => ({ id: deviceId, label }));
}

/** Frames shown, or samples heard that were not made up for what is missing. */
async function opened(sent: RemoteTrackPublication): Promise<number> {
  const report = await sent.track?.getRTCStatsReport();
  let sum = 0;
  report?.forEach((stat) => {
    if (stat.type !== "inbound-rtp") return;
    sum += stat.framesDecoded ?? 0;
    sum += (stat.totalSamplesReceived ?? 0) - (stat.concealedSamples ?? 0);
  });
  return sum;
}
