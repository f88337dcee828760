// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
//
// Looks at one received track: colour and size of the picture, pitch and loudness of the sound.

const sound = new AudioContext();
const canvas = Object.assign(document.createElement("canvas"), { width: 32, height: 32 });
const brush = canvas.getContext("2d", { willReadFrequently: true });

export class Tile {
  #track;
  #element;
  #analyser;

  take(track) {
    this.#track = track;
    this.#element = track.attach();
    this.#element.width = 320;
    this.#element.height = 180;
    document.body.append(this.#element);
    if (track.kind === "audio") {
      void sound.resume();
      this.#analyser = new AnalyserNode(sound, { fftSize: 8192, smoothingTimeConstant: 0 });
      const stream = new MediaStream([track.mediaStreamTrack]);
      sound.createMediaStreamSource(stream).connect(this.#analyser);
    }
  }

  drop() {
    this.#track?.detach();
    this.#element?.remove();
    this.#track = this.#element = this.#analyser = undefined;
  }

  async state() {
    const track = this.#track;
    const report = await track?.getRTCStatsReport();
    // While the report was made, a reconnect may have taken the track away or put another here.
    if (!track || track !== this.#track) return { here: false };
    const inbound = [...(report?.values() ?? [])].find((one) => one.type === "inbound-rtp");
    const { framesDecoded = 0, freezeCount = 0, totalFreezesDuration = 0, packetsReceived = 0 } = inbound ?? {};
    const common = { here: true, packets: packetsReceived, muted: track.isMuted };
    if (track.kind === "audio") return { ...common, ...this.#heard(), ...concealed(inbound) };
    return {
      ...common,
      frames: framesDecoded,
      freezes: freezeCount,
      frozen: totalFreezesDuration,
      width: this.#element.videoWidth,
      height: this.#element.videoHeight,
      codec: report?.get(inbound?.codecId)?.mimeType ?? "",
      colour: this.#colour(),
    };
  }

  #colour() {
    if (!this.#element.videoWidth) return [0, 0, 0];
    brush.drawImage(this.#element, 0, 0, 32, 32);
    const pixels = brush.getImageData(0, 0, 32, 32).data;
    const sum = [0, 0, 0];
    for (let at = 0; at < pixels.length; at++) if (at % 4 < 3) sum[at % 4] += pixels[at];
    return sum.map((part) => Math.round(part / 1024));
  }

  #heard() {
    const bins = new Float32Array(this.#analyser.frequencyBinCount);
    this.#analyser.getFloatFrequencyData(bins);
    const best = bins.indexOf(Math.max(...bins));
    const wave = new Float32Array(this.#analyser.fftSize);
    this.#analyser.getFloatTimeDomainData(wave);
    const power = wave.reduce((sum, one) => sum + one * one, 0) / wave.length;
    return { tone: (best * sound.sampleRate) / this.#analyser.fftSize, loudness: Math.sqrt(power) };
  }
}

function concealed(inbound) {
  const { concealedSamples = 0, totalSamplesReceived = 0, silentConcealedSamples = 0 } = inbound ?? {};
  return {
    concealed: concealedSamples - silentConcealedSamples,
    samples: totalSamplesReceived,
    energy: inbound?.totalAudioEnergy ?? 0,
  };
}
