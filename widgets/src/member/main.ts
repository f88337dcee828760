// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Wiring of the page of its own: device, models of the rooms, element. */
import "@vector-im/compound-design-tokens/assets/web/css/compound-design-tokens.css";
import "../host/page.css";
import { MatrixError } from "matrix-js-sdk";
import { readInvitation } from "../host/address.ts";
import { type Kept, keep, recall, wipe } from "../host/kept.ts";
import { type SignInLink, takeLink } from "../host/link.ts";
import { pinned } from "../host/pin.ts";
import { readBy, turnPlain } from "../host/plainly.ts";
import { remind } from "../host/remind.ts";
import { comeBack, depart } from "../host/trip.ts";
import {
  type Asked,
  Device,
  elsewhere,
  homeserverOf,
  logIn,
  logInByToken,
} from "../matrix/device.ts";
import { type Business, follow } from "../model/business.ts";
import { type Event, start, update } from "../model/model.ts";
import { beginning, type Emoji, type Fault, type SignInEvent, signIn } from "../model/signin.ts";
import { hear, hearUnread } from "../model/talk.ts";
import { readView } from "../model/view.ts";
import { announcement } from "../view/announce.ts";
import { type Hall, Member, type Place } from "../view/member.ts";
import { wordsFor } from "../words/index.ts";
import { Conferring } from "./conferring.ts";
import { Drafting } from "./drafting.ts";
import {
  accountFault,
  FalseAccount,
  keptFault,
  linkFault,
  NoSignInElsewhere,
  tokenFault,
} from "./faults.ts";
import { look, open } from "./files.ts";
import { Outbox } from "./outbox.ts";

// Before all else: nothing is to keep a link that opens an account.
const arrival = strip();
const status = document.querySelector<HTMLElement>("[role=status]") ?? document.body;
const back = comeBack(sessionStorage, window.location);
if (back) history.replaceState(null, "", back.address);
const invitation = readInvitation(window.location);
const words = wordsFor(readBy(invitation?.language || navigator.language, localStorage));
document.documentElement.lang = words.language === "English" ? "en" : "de";

let device: Device | null = null;
let password = "";
let equal: (same: boolean) => void = () => {};
let comparing = new AbortController();

const page = new Member();
page.words = words;
page.signIn = beginning;
page.plainly = () => {
  turnPlain(localStorage);
  window.location.reload();
};
page.server = invitation?.server ?? "";

const outbox = new Outbox(localStorage, (list, failedNow) => {
  page.unsent = list;
  if (failedNow) status.textContent = words.page.unsentTold;
});

const drafting = new Drafting(localStorage, sessionStorage, (count) => {
  page.begun = count;
});
const conferring = new Conferring((call) => {
  page.open = call;
});
page.draft = (room) => drafting.in(room);

function step(event: SignInEvent): void {
  page.signIn = signIn(page.signIn, event);
}

async function attempt(fault: (error: unknown) => Fault, work: () => Promise<void>): Promise<void> {
  step({ kind: "asked" });
  try {
    await work();
  } catch (error) {
    step({ kind: "failed", fault: fault(error) });
  }
}

/** Take a link out of the address bar and this tab's history. */
function strip(): ReturnType<typeof takeLink> {
  const arrival = takeLink(window.location);
  if (arrival) history.replaceState(null, "", arrival.address);
  return arrival;
}

let link: SignInLink | null = null;

/** Show whose account a link opens, or why it does not. */
function present(given: SignInLink | null): void {
  link = given;
  const kept = recall(localStorage);
  if (kept && kept.user === given?.user) {
    resume(kept);
    return;
  }
  let fault: Fault | null = null;
  if (given === null) fault = "link-broken";
  else if (kept) fault = "link-occupied";
  step({ kind: "linked", user: given?.user ?? "", fault });
}

/** Go on with a sign-in that was kept. */
function resume(kept: Kept): void {
  void attempt(keptFault, () => begin(kept));
}

/** Sign in by a link: as the person it names, who has an identity that can vouch for this device. */
async function enterBy({ user, token }: SignInLink): Promise<void> {
  const made = await logInByToken(await homeserverOf(invitation!.server), token);
  if (made.user === user) return begin(made, { make: false });
  await new Device(made).leave().catch(() => {});
  throw new FalseAccount();
}

/** From a login to a device the person's identity vouches for. */
async function begin(kept: Kept, { make } = { make: true }): Promise<void> {
  const begun = new Device(kept);
  device = begun;
  // Once: several requests tell of it, some only after the person has signed in again.
  begun.onEnded = () => {
    if (device === begun) void forget(begun);
  };
  begun.onAsked = (asked) => {
    if (page.signIn.step === "vouch") compare(asked);
  };
  await begun.start();
  keep(localStorage, kept);
  if (await begun.isVouchedFor()) return enter();
  if (await begun.hasIdentity()) return step({ kind: "must-vouch" });
  if (!make) {
    // Who gets a link has an identity; a server that shows none would have another one made.
    await begun.leave().catch(() => {});
    await wipe(localStorage);
    throw new FalseAccount();
  }
  step({ kind: "made", recoveryKey: await begun.makeIdentity(password) });
  return enter();
}

/**
 * The homeserver ended the sign-in: nothing of it is of use any more, and nothing is shown or kept, but
 * what the person wrote and has not sent; that stays in this tab, and goes with it.
 */
async function forget(ended: Device): Promise<void> {
  device = null;
  ended.stop();
  outbox.close();
  drafting.close();
  await conferring.end();
  await wipe(localStorage);
  page.open = null;
  page.halls = [];
  step({ kind: "ended" });
}

/** Compare with another session: as it asks for it, or as this one does. */
function compare(asked: Asked | null): void {
  void attempt(
    () => "comparison",
    async () => {
      step({ kind: "comparing", emoji: null });
      comparing = new AbortController();
      const show = (emoji: Emoji): Promise<boolean> => {
        step({ kind: "comparing", emoji });
        return new Promise((resolve) => {
          equal = resolve;
        });
      };
      await device!.compare(show, comparing.signal, asked);
      await enter();
    },
  );
}

async function enter(): Promise<void> {
  const { bot, places } = invitation!;
  page.device = device!.id;
  outbox.open(device!);
  drafting.open(device!.user);
  device!.onRoom = (room) => addHall(room);
  device!.onEvent = (event, at) => {
    tell(event.room, { kind: "arrived", event });
    besides({ kind: "arrived", event });
    change(event.room, (hall) => ({ ...hall, talk: hear(hall.talk, event, at) }));
  };
  device!.onUnread = (unread) =>
    change(unread.room, (hall) => ({ ...hall, talk: hearUnread(hall.talk, unread) }));
  device!.onConnection = (online) => {
    for (const hall of page.halls) tell(hall.room, { kind: "connection", online });
  };
  page.nameOf = (user) => device!.nameOf(user);
  await device!.enterRooms(bot, new Set(Object.keys(places)));
  step({ kind: "vouched" });
}

const ORDER: readonly Place[] = ["session", "closed", "office", "direct"];

function addHall(room: string): void {
  if (page.halls.some((hall) => hall.room === room)) return;
  const { bot, key, places } = invitation!;
  const place: Place = places[room] ?? "direct";
  const believed = pinned(bot, key, localStorage);
  const beside = place === "office" ? Object.keys(places).filter((one) => one !== room) : [];
  const model = start({ room, bot, key: believed, user: device!.user, beside });
  page.halls = [
    ...page.halls,
    { room, place, model, talk: [], older: device!.hasOlder(room) },
  ].sort((a, b) => ORDER.indexOf(a.place) - ORDER.indexOf(b.place));
  device!.retell(room);
  for (const known of lastViews.values()) besides(known);
}

type Arrived = Event & { readonly kind: "arrived" };
/** The last view of each room, for one that is entered later. */
const lastViews = new Map<string, Arrived>();

/** Let the rooms beside the one something was said in know of it; it is announced there. */
function besides(arrived: Arrived): void {
  const { room, sender, content } = arrived.event;
  if (sender === invitation!.bot && readView(content) !== null) lastViews.set(room, arrived);
  page.halls = page.halls.map((hall) =>
    hall.model.setting.beside?.includes(room)
      ? { ...hall, model: update(hall.model, arrived) }
      : hall,
  );
}

function change(room: string, how: (hall: Hall) => Hall): void {
  page.halls = page.halls.map((hall) => (hall.room === room ? how(hall) : hall));
}

async function older(room: string): Promise<void> {
  const more = await device!.older(room).catch(() => true);
  change(room, (hall) => ({ ...hall, older: more }));
}

function tell(room: string, event: Event): void {
  const before = page.halls.find((hall) => hall.room === room)?.model;
  if (!before) return;
  const after = update(before, event);
  if (after === before) return;
  change(room, (hall) => ({ ...hall, model: after }));
  const said = announcement(before, after, words);
  if (said !== null) status.textContent = said;
  inform(room);
  moveTo(follow(business, after.view));
}

/** Show the room business is done in, when it moves. */
let business: Business | null = null;
function moveTo(now: Business | null): void {
  if ((now?.closed ?? false) !== (business?.closed ?? false))
    page.shown = now?.closed ? "closed" : "session";
  business = now;
}

function roomOf(place: Place): string {
  return page.halls.find((hall) => hall.place === place)!.room;
}

async function confer(place: Place): Promise<void> {
  const room = roomOf(place);
  await conferring.open(device!, invitation!.bot, room, place);
  inform(room);
}

function inform(room: string): void {
  conferring.know(room, page.halls.find((hall) => hall.room === room)?.model);
}

page.hands = {
  enter: (server, user, secret) =>
    void attempt(accountFault, async () => {
      password = secret;
      try {
        await begin(await logIn(await homeserverOf(server), user, secret));
      } finally {
        password = "";
      }
    }),
  elsewhere: (server) =>
    void attempt(
      (error) => (error instanceof NoSignInElsewhere ? "nowhere" : accountFault(error)),
      async () => {
        const homeserver = await homeserverOf(server);
        const id = crypto.randomUUID();
        const address = await elsewhere(homeserver, () =>
          depart(sessionStorage, homeserver, window.location, id),
        );
        if (address === null) throw new NoSignInElsewhere();
        window.location.assign(address);
      },
    ),
  useLink: () => {
    const given = link;
    if (given)
      void attempt(
        (error) => linkFault(error, given.until),
        () => enterBy(given),
      );
  },
  otherwise: () => step({ kind: "unlinked" }),
  recover: (key) =>
    void attempt(
      () => "recovery-key",
      async () => {
        await device!.recover(key);
        await enter();
      },
    ),
  compare: () => compare(null),
  equal: (same) => {
    step({ kind: "comparing", emoji: null });
    equal(same);
  },
  giveUp: () => comparing.abort(),
  kept: () => step({ kind: "kept" }),
  press: (place, act) => {
    const room = roomOf(place);
    const before = page.halls.find((hall) => hall.place === place)?.model.sending;
    tell(room, { kind: "pressed", act });
    const sending = page.halls.find((hall) => hall.place === place)?.model.sending;
    if (sending === before || sending?.state !== "sending") return;
    device!.act(room, act).then(
      (event) => tell(room, { kind: "taken", event }),
      // js-sdk gives up on errors of the server only; a broken line leaves it open.
      (error) =>
        tell(room, { kind: "failed", certain: error instanceof MatrixError && !!error.httpStatus }),
    );
  },
  dismiss: (place) => tell(roomOf(place), { kind: "dismissed" }),
  say: (place, text) => outbox.say(roomOf(place), text),
  write: (room, text) => drafting.write(room, text),
  discardBegun: () => drafting.discard(),
  sayAgain: (attempt) => outbox.again(attempt),
  discard: (attempt) => outbox.discard(attempt),
  older: (place) => void older(roomOf(place)),
  consent: (place, id) => void device!.consent(roomOf(place), id).catch(() => {}),
  open: (file) => void open(device!, file),
  look: (file) => look(device!, file),
  show: (place) => {
    page.shown = place;
  },
  confer: (place) => void confer(place),
  leave: async () => {
    await conferring.end();
    const kept = recall(localStorage);
    await (device ?? (kept && new Device(kept)))?.leave().catch(() => {});
    drafting.discard();
    await wipe(localStorage);
    window.location.reload();
  },
};

if (invitation === null) {
  status.textContent = words.address;
  status.className = "fault";
} else {
  document.body.append(page);
  remind(
    () => page.halls.map((hall) => hall.model),
    words,
    (said) => {
      status.textContent = said;
    },
  );
  const kept = recall(localStorage);
  if (back?.token) {
    const { homeserver, token } = back;
    void attempt(tokenFault, async () => begin(await logInByToken(homeserver, token)));
  } else if (arrival) present(arrival.link);
  else if (kept) resume(kept);
  // A link opened where the page is open already changes nothing but the address.
  window.addEventListener("hashchange", () => {
    const again = strip();
    if (again && ["account", "link"].includes(page.signIn.step)) present(again.link);
  });
}
