// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
//
// One logged-in device: sign in, cross-sign, choose whom to trust, sync, leave.

import { ClientEvent, SyncState, createClient } from "matrix-js-sdk";
import {
  AllDevicesIsolationMode,
  OnlySignedDevicesIsolationMode,
  decodeRecoveryKey,
} from "matrix-js-sdk/lib/crypto-api/index.js";

/** The device of this process; null before `login`. */
export let client = null;

let recoveryKey = null; // what the "user" would type when the client asks for the recovery key

const cryptoCallbacks = {
  getSecretStorageKey: async ({ keys }) =>
    recoveryKey === null ? null : [Object.keys(keys)[0], recoveryKey],
  cacheSecretStorageKey: () => {},
};

const byPassword = (password) => (upload) =>
  upload({
    type: "m.login.password",
    identifier: { type: "m.id.user", user: client.getUserId() },
    password,
  });

/** Sign in with a password and start the Rust crypto machine in memory (nothing survives the process). */
async function login({ homeserver, user, password, device_name = "js peer" }) {
  const door = createClient({ baseUrl: homeserver });
  const signedIn = await door.loginRequest({
    type: "m.login.password",
    identifier: { type: "m.id.user", user },
    password,
    initial_device_display_name: device_name,
  });
  client = createClient({
    baseUrl: homeserver,
    userId: signedIn.user_id,
    deviceId: signedIn.device_id,
    accessToken: signedIn.access_token,
    cryptoCallbacks,
    timelineSupport: true,
  });
  await client.initRustCrypto({ useIndexedDB: false });
  return { user_id: signedIn.user_id, device_id: signedIn.device_id };
}

/** Make a new cross-signing identity; with `recovery`, store it in secret storage and return its key. */
async function bootstrap({ password, recovery = false }) {
  const crypto = client.getCrypto();
  await crypto.bootstrapCrossSigning({
    setupNewCrossSigning: true,
    authUploadDeviceSigningKeys: byPassword(password),
  });
  if (!recovery) return { recovery_key: null };
  const made = await crypto.createRecoveryKeyFromPassphrase();
  recoveryKey = made.privateKey;
  await crypto.bootstrapSecretStorage({
    createSecretStorageKey: async () => made,
    setupNewSecretStorage: true,
  });
  return { recovery_key: made.encodedPrivateKey };
}

/** After `start`: restore the identity from secret storage, as a person does with a recovery key. */
async function recover({ recovery_key }) {
  recoveryKey = decodeRecoveryKey(recovery_key);
  await client.getCrypto().userHasCrossSigningKeys(client.getUserId(), true); // download the public ones
  await client.getCrypto().bootstrapCrossSigning({
    authUploadDeviceSigningKeys: async () => {
      throw new Error("the client wanted to replace the identity instead of restoring it");
    },
  });
}

/** MSC4153: with `only_signed`, devices their owner has not signed can neither read nor be read. */
async function isolate({ only_signed }) {
  client
    .getCrypto()
    .setDeviceIsolationMode(
      only_signed ? new OnlySignedDevicesIsolationMode() : new AllDevicesIsolationMode(false),
    );
}

/** Start syncing; answers when the first sync is complete. */
async function start() {
  const ready = new Promise((resolve, reject) =>
    client.on(ClientEvent.Sync, (state, _previous, data) => {
      if (state === SyncState.Prepared) resolve();
      if (state === SyncState.Error) reject(data?.error ?? new Error("sync failed"));
    }),
  );
  await client.startClient({ initialSyncLimit: 50 });
  await ready;
}

/** What this client believes of itself. */
async function own_status() {
  const crypto = client.getCrypto();
  const status = await crypto.getCrossSigningStatus();
  const device = await crypto.getDeviceVerificationStatus(client.getUserId(), client.getDeviceId());
  return {
    cross_signing_ready: await crypto.isCrossSigningReady(),
    secret_storage_ready: await crypto.isSecretStorageReady(),
    private_keys_in_secret_storage: status.privateKeysInSecretStorage,
    private_keys_cached: status.privateKeysCachedLocally,
    device_signed_by_owner: device?.signedByOwner ?? false,
    master: await crypto.getCrossSigningKeyId("master_key"),
  };
}

/** What this client believes of another user and of each of their devices. */
async function trust({ user }) {
  const crypto = client.getCrypto();
  const devices = (await crypto.getUserDeviceInfo([user], true)).get(user) ?? new Map();
  const status = await crypto.getUserVerificationStatus(user);
  return {
    known: status.known,
    cross_signing_verified: status.isCrossSigningVerified(),
    was_verified: status.wasCrossSigningVerified(),
    needs_approval: status.needsUserApproval,
    devices: await Promise.all([...devices.values()].map((device) => deviceTrust(user, device))),
  };
}

/** A person who was warned gives up the old verification; until then nothing is sent to the user. */
const withdraw_verification = ({ user }) =>
  client.getCrypto().withdrawVerificationRequirement(user);

async function deviceTrust(user, device) {
  const status = await client.getCrypto().getDeviceVerificationStatus(user, device.deviceId);
  return {
    device_id: device.deviceId,
    ed25519: device.getFingerprint(),
    signed_by_owner: status?.signedByOwner ?? false,
    cross_signing_verified: status?.crossSigningVerified ?? false,
  };
}

/** Stop syncing but stay signed in. */
export async function stop() {
  client?.stopClient();
}

async function logout() {
  await client.logout(true);
}

export const sessionCalls = {
  login, bootstrap, recover, isolate, start, own_status, trust, withdraw_verification, stop, logout,
};
