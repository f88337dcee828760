// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Files of the rooms: unsealed here, shown only where they can do nothing. */
import { decryptAttachment } from "matrix-encrypt-attachment";
import type { Device } from "../matrix/device.ts";
import type { SealedFile } from "../model/talk.ts";

async function opened(device: Device, file: SealedFile): Promise<ArrayBuffer> {
  return decryptAttachment(await device.download(file.sealed.url), file.sealed as never);
}

const LARGEST_PICTURE = 50_000;
const PNG = [0x89, 0x50, 0x4e, 0x47];

/** A picture as an address that runs nothing: whatever it holds, an `img` only draws it. */
export async function look(device: Device, file: SealedFile): Promise<string> {
  const plain = new Uint8Array(await opened(device, file));
  const png = PNG.every((byte, n) => plain[n] === byte);
  if (!png || plain.length > LARGEST_PICTURE) throw new Error("no picture of ours");
  return `data:image/png;base64,${btoa(String.fromCharCode(...plain))}`;
}

export async function open(device: Device, file: SealedFile): Promise<void> {
  const plain = await opened(device, file);
  const link = document.createElement("a");
  // Never shown in this origin: a file of a stranger must not run as this page.
  link.href = URL.createObjectURL(new Blob([plain], { type: "application/octet-stream" }));
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
