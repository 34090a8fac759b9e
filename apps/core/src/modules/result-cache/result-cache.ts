import { createBounded } from "../bounded.ts";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { Json } from "../json.ts";
import type { ServerOutcome } from "../servers/server-link.ts";
import { untilAborted } from "../until-aborted.ts";
import { answerKey, type CacheQuestion } from "./answer-key.ts";
import { createKeptAnswers, type KeptAnswer } from "./kept-answers.ts";
import { type CacheSubject, isPurged, type PurgeScope } from "./purge-scope.ts";

/** Where an answer came from when it did not come from the server just now. */
export interface CacheMark {
  /** `shared`: the same question was under way, and its answer is this one's too. */
  status: "hit" | "shared";
  ageMs: number;
}

export interface CachedOutcome {
  outcome: ServerOutcome;
  /** Null: the server answered this very question. */
  mark: CacheMark | null;
}

/** A question on its way to the server. */
interface Flight {
  subject: CacheSubject;
  /** Null: what came back is nobody else's. Never rejects. */
  landed: Promise<Buffer | null>;
  /** Something was purged meanwhile: nobody joins, and the answer is not kept. */
  isVoid: boolean;
  /** Whoever asked has given up; those who wait ask again. */
  isCancelled: boolean;
}

const SECOND_CALL_WINDOW_MS = 5 * 60_000;
const MAX_ASKED_ONCE = 20_000;
/** Of the room, for answers to callers without a sign-in. */
const STRANGERS_PART = 1 / 8;

/** Results of a server that may be given out again. A question or a task of the server's is no result. */
const isFinal = (outcome: ServerOutcome): outcome is Extract<ServerOutcome, { kind: "result" }> =>
  outcome.kind === "result" &&
  outcome.isPersonal !== true &&
  outcome.result.isError !== true &&
  (outcome.result.resultType === undefined || outcome.result.resultType === "complete");

/** How long the server itself lets an answer be used; null: it does not say. */
const serversOwn = ({ ttlMs }: Json): number | null => (typeof ttlMs === "number" && ttlMs >= 0 ? ttlMs : null);

/** @param promise one that never rejects */
const wait = <T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> =>
  signal
    ? untilAborted(promise, signal).catch(() => {
        throw new CoreError("request.cancelled", "The request was cancelled.");
      })
    : promise;

export interface ResultCacheDeps {
  clock: Clock;
  /** Room for all workspaces together. */
  maxBytes: number;
}

/**
 * Answers of servers that are given out again for a while. Whoever asks has been decided on already, call by call; what
 * is kept is what the server said, so that redactions of the moment apply to every copy. Answers are in this process's
 * memory only: they may hold what nobody wants on a disk, and a restart costs a few calls.
 */
export function createResultCache({ clock, maxBytes }: ResultCacheDeps) {
  const strangersBytes = maxBytes * STRANGERS_PART;
  const ofKnown = createKeptAnswers({ clock, maxBytes: maxBytes - strangersBytes });
  // What they ask pushes nobody else's answers out.
  const ofStrangers = createKeptAnswers({ clock, maxBytes: strangersBytes });
  const keptFor = ({ isAnonymous }: CacheQuestion) => (isAnonymous ? ofStrangers : ofKnown);
  const flights = new Map<string, Flight>();
  const askedOnce = createBounded<number>(MAX_ASKED_ONCE);
  const counts = new Map<string, { hits: number; misses: number }>();

  const count = (policyId: string, what: "hits" | "misses"): void => {
    let found = counts.get(policyId);
    if (!found) counts.set(policyId, (found = { hits: 0, misses: 0 }));
    found[what]++;
  };

  const subjectOf = ({ policy, nameAtServer, ...question }: CacheQuestion): CacheSubject => ({
    workspaceId: question.workspaceId,
    principalId: question.principalId,
    isShared: question.isShared,
    serverId: policy.serverId,
    kind: policy.kind,
    name: policy.name,
    uri: policy.kind === "resource" || policy.kind === "template" ? nameAtServer : null,
  });

  const isAdmitted = (key: string, { policy }: CacheQuestion): boolean => {
    if (policy.admission === "first_call") return true;
    const before = askedOnce.get(key);
    askedOnce.set(key, clock.now());
    return before !== undefined && clock.now() - before <= SECOND_CALL_WINDOW_MS;
  };

  /** What may be given to others: undefined where the answer is this asker's alone. */
  const shareable = (question: CacheQuestion, outcome: ServerOutcome): Buffer | null => {
    if (!isFinal(outcome)) return null;
    // A server that calls its answer private is believed, whatever the policy says (A27).
    if (question.isShared && outcome.result.cacheScope === "private") return null;
    const json = Buffer.from(JSON.stringify(outcome.result));
    return json.length > question.policy.maxEntryBytes ? null : json;
  };

  const keep = (key: string, question: CacheQuestion, json: Buffer, result: Json): void => {
    const ttlMs = Math.min(question.policy.ttlSeconds * 1000, serversOwn(result) ?? Number.POSITIVE_INFINITY);
    if (ttlMs <= 0) return;
    const storedAt = clock.now();
    keptFor(question).keep({ key, subject: subjectOf(question), json, storedAt, expiresAt: storedAt + ttlMs, hits: 0 });
  };

  const fly = async (
    key: string,
    question: CacheQuestion,
    ask: () => Promise<ServerOutcome>,
  ): Promise<ServerOutcome> => {
    let land: (json: Buffer | null) => void = () => {};
    const landed = new Promise<Buffer | null>((resolve) => (land = resolve));
    const flight: Flight = { subject: subjectOf(question), landed, isVoid: false, isCancelled: false };
    flights.set(key, flight);
    const mayKeep = isAdmitted(key, question);
    let json: Buffer | null = null;
    try {
      const outcome = await ask();
      json = shareable(question, outcome);
      if (json && mayKeep && !flight.isVoid && isFinal(outcome)) keep(key, question, json, outcome.result);
      return outcome;
    } catch (error) {
      flight.isCancelled = error instanceof CoreError && error.code === "request.cancelled";
      throw error;
    } finally {
      if (flights.get(key) === flight) flights.delete(key);
      land(json);
    }
  };

  const copy = (json: Buffer): ServerOutcome => ({ kind: "result", result: JSON.parse(json.toString()) as Json });

  const give = (found: KeptAnswer): CachedOutcome => {
    found.hits++;
    const ageMs = clock.now() - found.storedAt;
    const outcome = copy(found.json);
    // What the client is told of the answer's time is what is left of it.
    if (outcome.kind === "result" && serversOwn(outcome.result) !== null)
      outcome.result.ttlMs = Math.max(0, (outcome.result.ttlMs as number) - ageMs);
    return { outcome, mark: { status: "hit", ageMs } };
  };

  return {
    /**
     * The kept answer to this question, or the answer to the same question that is under way, or what `ask` brings.
     * Rejects with what `ask` rejects with, and with request.cancelled.
     */
    async answer(
      question: CacheQuestion,
      ask: () => Promise<ServerOutcome>,
      signal?: AbortSignal,
    ): Promise<CachedOutcome> {
      const { policy } = question;
      const key = answerKey(question);
      if (key === null) return { outcome: await ask(), mark: null };
      for (;;) {
        const found = keptFor(question).find(key);
        if (found) {
          count(policy.id, "hits");
          return give(found);
        }
        const flight = flights.get(key);
        if (!flight) {
          count(policy.id, "misses");
          return { outcome: await fly(key, question, ask), mark: null };
        }
        const json = await wait(flight.landed, signal);
        if (json !== null) {
          count(policy.id, "hits");
          return { outcome: copy(json), mark: { status: "shared", ageMs: 0 } };
        }
        // Whoever asked first has given up: somebody else asks. Any other failure is theirs alone, and queueing behind
        // the next would add up their waiting times.
        if (flight.isCancelled) continue;
        count(policy.id, "misses");
        return { outcome: await ask(), mark: null };
      }
    },
    /** Forgets, and sees to it that nothing on its way is kept. Answers how many were forgotten. */
    purge(workspaceId: string, purge: PurgeScope): number {
      for (const [key, flight] of flights) {
        if (flight.subject.workspaceId !== workspaceId) continue;
        if (!isPurged(purge, key, flight.subject, null, clock.now())) continue;
        flight.isVoid = true;
        flights.delete(key);
      }
      return ofKnown.purge(workspaceId, purge) + ofStrangers.purge(workspaceId, purge);
    },
    /** Of one workspace, the most recently used first, those of callers without a sign-in last. */
    list: (workspaceId: string) => [...ofKnown.list(workspaceId), ...ofStrangers.list(workspaceId)],
    countsOf: (policyId: string) => counts.get(policyId) ?? { hits: 0, misses: 0 },
    forgetCounts: (policyId: string) => counts.delete(policyId),
    maxBytes,
  };
}

export type ResultCache = ReturnType<typeof createResultCache>;
