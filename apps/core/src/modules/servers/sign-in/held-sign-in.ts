import { CoreError } from "../../../errors.ts";
import type { Log } from "../../log.ts";
import type { HeldSignIn, KeptSignIns, SignInPlace } from "./kept-sign-ins.ts";

/**
 * What this process holds of the sign-in to one server, and how it keeps up with the store: read when it is first
 * wanted, written one after the other, and given up for what another process has stored.
 * @param isOurs whether it belongs to the server as it is configured now
 * @param onTaken another one is held; `obtainedAt` is null where nobody knows since when
 */
export function createHeldSignIn(
  { kept, log }: { kept: KeptSignIns; log: Log },
  place: SignInPlace,
  isOurs: (signIn: HeldSignIn) => boolean,
  onTaken: (obtainedAt: number | null) => void,
) {
  let held: HeldSignIn | null = null;
  let isRead = false;
  /** The store has what is held. */
  let isStored = true;
  /** The store has, or had, an earlier token of the same sign-in. */
  let isKnown = false;
  let isRetired = false;
  let reading: Promise<void> | null = null;
  let writing: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(write: () => Promise<T>): Promise<T> => {
    const turn = writing.then(write);
    writing = turn.catch(() => {});
    return turn;
  };
  const readStored = async (): Promise<HeldSignIn | null> => {
    const stored = await kept.read(place);
    return stored && isOurs(stored) ? stored : null;
  };
  function take(next: HeldSignIn | null, obtainedAt: number | null = null): void {
    held = next;
    onTaken(obtainedAt);
  }
  function takeStored(stored: HeldSignIn | null): void {
    isKnown = stored !== null;
    take(stored);
  }
  /** Another process has signed out, or in: that counts, and not what this one has renewed meanwhile. */
  async function giveWay(renewed: HeldSignIn): Promise<void> {
    const stored = await readStored();
    if (held !== renewed) return;
    isStored = true;
    takeStored(stored);
  }

  /** Stores what could not be stored before. Never rejects. */
  async function store(): Promise<void> {
    const next = held;
    if (next === null || isStored) return;
    try {
      await inTurn(async () => {
        if (held !== next || isRetired) return;
        if (!isKnown) await kept.write(next, place);
        else if (!(await kept.renew(next, place))) return giveWay(next);
        isKnown = true;
        if (held === next) isStored = true;
      });
    } catch (error) {
      // Before a server is saved there is no row that it could stand with.
      if (error instanceof CoreError && error.code === "server.not_found") return;
      log.warn({ serverId: place.serverId, err: error }, "a renewed sign-in to a server could not be stored");
    }
  }

  return {
    get current(): HeldSignIn | null {
      return held;
    },
    /** Throws database.unavailable. */
    read(): Promise<void> {
      if (isRead) return Promise.resolve();
      reading ??= readStored()
        .then((stored) => {
          if (isRead) return;
          isRead = true;
          takeStored(stored);
        })
        .finally(() => (reading = null));
      return reading;
    },
    /** Takes what another process has stored in place of this token. False: there is nothing else. */
    async takeOther(token: string | null): Promise<boolean> {
      if (!isStored) return false;
      const before = held;
      const stored = await readStored();
      if (held !== before || stored === null || stored.credentials.accessToken === token) return false;
      takeStored(stored);
      return true;
    },
    /** Takes over what the store has now, for better or worse. False: it is what is held. */
    async follow(): Promise<boolean> {
      if (!isRead) return false;
      const before = held;
      const stored = await readStored();
      if (held !== before || stored?.credentials.accessToken === held?.credentials.accessToken) return false;
      // What could not be stored yet is newer, unless somebody has signed in since.
      if (!isStored && (stored?.signedInAt ?? 0) <= (held?.signedInAt ?? 0)) return false;
      isStored = true;
      takeStored(stored);
      return true;
    },
    /** Holds and stores what was obtained without anybody. Never rejects: it is of use without the store, too. */
    renewed(next: HeldSignIn, obtainedAt: number): Promise<void> {
      isStored = false;
      take(next, obtainedAt);
      return store();
    },
    store,
    /** Stores and holds what a person has obtained. Throws server.not_found, database.unavailable. */
    signedIn: (next: HeldSignIn, obtainedAt: number): Promise<void> =>
      inTurn(async () => {
        await kept.write(next, place);
        isStored = isRead = isKnown = true;
        take(next, obtainedAt);
      }),
    /** Throws database.unavailable. */
    signedOut: (): Promise<void> =>
      inTurn(async () => {
        await kept.remove(place);
        isStored = isRead = true;
        takeStored(null);
      }),
    /** The server is configured otherwise now: what is stored is looked at anew. */
    reset(): void {
      isRead = false;
      isStored = true;
      takeStored(null);
    },
    /** Nothing more is stored. */
    retire(): void {
      isRetired = true;
    },
  };
}
