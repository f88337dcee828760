// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
//
// One participant with the shipped livekit-client: `caller` is what the tests talk to.

import {
  ConnectionState,
  ExternalE2EEKeyProvider,
  LocalAudioTrack,
  LocalVideoTrack,
  Room,
  RoomEvent,
  Track,
  VideoPreset,
  VideoQuality,
} from "/livekit-client/livekit-client.esm.mjs";
import { Tile } from "/tile.mjs";

const keys = new ExternalE2EEKeyProvider();
const tiles = new Map();
const happened = [];
const heard = [];
let room, painter, voice, colour;

const tile = (who, source) => {
  const name = `${who}/${source}`;
  if (!tiles.has(name)) tiles.set(name, new Tile());
  return tiles.get(name);
};

/** A camera's worth of one colour with something moving in it, so that every frame differs. */
function paint(width, height) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  let step = 0;
  painter = setInterval(() => {
    context.fillStyle = `rgb(${colour.join(",")})`;
    context.fillRect(0, 0, width, height);
    context.fillStyle = `rgb(${colour.map((part) => part ^ 8).join(",")})`;
    context.fillRect((step += 7) % width, 0, 8, 8);
  }, 60);
  return canvas.captureStream(16).getVideoTracks()[0];
}

window.caller = {
  /** For looking closer by hand. */
  get room() {
    return room;
  },

  /** Connect with end-to-end encryption under `passphrase`; without one, in the clear. */
  async enter({ url, token, passphrase, options = {} }) {
    const worker = new Worker("/livekit-client/livekit-client.e2ee.worker.mjs", { type: "module" });
    const encryption = passphrase ? { keyProvider: keys, worker } : undefined;
    room = new Room({ dynacast: true, adaptiveStream: false, encryption, ...options });
    if (passphrase) {
      await keys.setKey(passphrase);
      await room.setE2EEEnabled(true);
    }
    room.on(RoomEvent.TrackSubscribed, (track, publication, participant) => {
      tile(participant.identity, publication.source).take(track);
    });
    room.on(RoomEvent.TrackUnsubscribed, (track, publication, participant) => {
      tile(participant.identity, publication.source).drop();
    });
    room.on(RoomEvent.DataReceived, (payload, participant, _kind, topic) => {
      heard.push([participant?.identity ?? "", new TextDecoder().decode(payload), topic ?? ""]);
    });
    for (const name of [
      "Reconnecting",
      "SignalReconnecting",
      "Reconnected",
      "Disconnected",
      "EncryptionError",
      "TrackMuted",
      "TrackUnmuted",
    ]) {
      room.on(RoomEvent[name], () => happened.push(name));
    }
    await room.connect(url, token);
  },

  /** The video codecs this browser can send, by their names in SDP, in lower case. */
  codecs: () => [
    ...new Set(RTCRtpSender.getCapabilities("video").codecs.map((one) => one.mimeType.slice(6).toLowerCase())),
  ],

  /** Publish a camera that shows one colour. */
  async show(wanted, { width = 320, height = 180, simulcast = false, codec = "vp8", layers } = {}) {
    colour = wanted;
    if (painter) return;
    const track = new LocalVideoTrack(paint(width, height), undefined, true);
    await room.localParticipant.publishTrack(track, {
      source: Track.Source.Camera,
      simulcast,
      videoCodec: codec,
      ...(layers && { videoSimulcastLayers: layers.map((one) => new VideoPreset(...one)) }),
    });
  },

  /** Publish a microphone that carries one tone. */
  async sing(tone) {
    const sound = new AudioContext();
    await sound.resume();
    voice = new OscillatorNode(sound, { frequency: tone });
    const out = sound.createMediaStreamDestination();
    voice.connect(new GainNode(sound, { gain: 0.4 })).connect(out);
    voice.start();
    const track = new LocalAudioTrack(out.stream.getAudioTracks()[0], undefined, true);
    await room.localParticipant.publishTrack(track, { source: Track.Source.Microphone, dtx: false });
  },

  tune(tone) {
    voice.frequency.value = tone;
  },

  /** The browser's own (fake) devices and screen. */
  camera: async (on) => void (await room.localParticipant.setCameraEnabled(on)),
  microphone: async (on) => void (await room.localParticipant.setMicrophoneEnabled(on)),
  screen: async (on) => void (await room.localParticipant.setScreenShareEnabled(on)),

  /** Change to the last device of this kind; the second fake camera is one for depth. */
  async change(kind) {
    const before = room.getActiveDevice(kind);
    const next = (await Room.getLocalDevices(kind)).at(-1);
    await room.switchActiveDevice(kind, next.deviceId);
    return { before, after: room.getActiveDevice(kind) };
  },

  mute: (source, muted) => {
    const track = room.localParticipant.getTrackPublication(source).track;
    return muted ? track.mute().then(() => true) : track.unmute().then(() => true);
  },

  unpublish: (source) =>
    room.localParticipant
      .unpublishTrack(room.localParticipant.getTrackPublication(source).track)
      .then(() => true),

  /** Which layer of somebody's camera is wanted: 0 low, 1 medium, 2 high. */
  want(who, quality) {
    const wanted = [VideoQuality.LOW, VideoQuality.MEDIUM, VideoQuality.HIGH][quality];
    publicationOf(who).setVideoQuality(wanted);
  },

  subscribe(who, source, on) {
    publicationOf(who, source).setSubscribed(on);
  },

  say: (text, { topic, to, reliable = true } = {}) =>
    room.localParticipant.publishData(new TextEncoder().encode(text), {
      reliable,
      topic,
      destinationIdentities: to,
    }),

  newKey: (passphrase) => keys.setKey(passphrase),
  ratchet: () => keys.ratchetKey(),

  /** Everything the tests look at, as plain values. */
  async state() {
    const seen = {};
    for (const [name, one] of tiles) seen[name] = await one.state();
    return {
      state: room?.state,
      connected: room?.state === ConnectionState.Connected,
      others: room ? [...room.remoteParticipants.keys()] : [],
      speakers: room?.activeSpeakers.map((one) => one.identity) ?? [],
      permissions: room?.localParticipant.permissions?.canPublish,
      published: room
        ? [...room.localParticipant.trackPublications.values()].map((one) => one.source)
        : [],
      seen,
      heard,
      happened,
    };
  },

  simulate: (scenario) => room.simulateScenario(scenario),
  leave: () => room.disconnect(),
};

function publicationOf(who, source = Track.Source.Camera) {
  return room.remoteParticipants.get(who).getTrackPublication(source);
}
