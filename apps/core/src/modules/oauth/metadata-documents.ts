import { createBounded } from "../bounded.ts";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import { createRequestRate } from "../network/request-rate.ts";
import type { OAuthClient } from "./oauth-client.ts";
import type { OAuthClientStore } from "./oauth-client-store.ts";
import { readClientMetadata } from "./registration.ts";

/**
 * Port: reads a JSON document from a public https address, without following redirects, within limits of size and time
 * (A17). Rejects with CoreError oauth_client.invalid for an answer that is no such document, and with any other error
 * when there was none.
 */
export type FetchDocument = (url: string) => Promise<{ document: unknown; maxAgeSeconds: number | null }>;

/** How long a document is believed without asking again; its own Cache-Control moves it between the two. */
const MIN_FRESH_MS = 60_000;
const MAX_FRESH_MS = 24 * 3_600_000;
const DEFAULT_FRESH_MS = 3_600_000;
/** An address that had no good document is not asked again for a while (A17). */
const BAD_FOR_MS = 60_000;
/** A client in use survives this long while its document cannot be read. */
const STALE_FOR_MS = 7 * 24 * 3_600_000;
const MAX_URL_LENGTH = 2048;
/** What Core asks of one host, and of all: a stranger must not point it at somebody by ever new addresses (A17). */
const FETCHES = { windowMs: 60_000, perAddress: 30, altogether: 3_000 };

const invalid = (message: string, cause?: unknown) => new CoreError("oauth_client.invalid", message, { cause });

/** Whether a client id is meant as the address of a metadata document. */
export const isDocumentUrl = (clientId: string): boolean => /^https?:\/\//i.test(clientId);

/**
 * The rules of the draft for client ids that are addresses: https, a path, written in the one form that comparing byte
 * for byte means something, no account, no fragment, no dot segments. Throws oauth_client.invalid.
 */
function checkUrl(clientId: string, allowedDomains: readonly string[] | null): void {
  if (clientId.length > MAX_URL_LENGTH || !URL.canParse(clientId)) throw invalid("The client_id is not an address.");
  const url = new URL(clientId);
  if (url.protocol !== "https:") throw invalid("A client_id that is an address must begin with https://.");
  if (url.pathname === "/" || url.username !== "" || url.password !== "" || clientId.includes("#"))
    throw invalid("A client_id that is an address needs a path, and has no account and no fragment.");
  if (url.href !== clientId) throw invalid("The client_id is an address that is not written in its plain form.");
  const { hostname } = url;
  if (allowedDomains && !allowedDomains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`)))
    throw invalid(`Clients of ${hostname} are not among those that an administrator has allowed here.`);
}

/**
 * Clients that are known by the address of a document about them. The document must say the same client id; it is
 * read again when it is no longer fresh, and an address without a good one is left alone for a while.
 */
export function createMetadataDocuments(deps: {
  fetchDocument: FetchDocument;
  clients: OAuthClientStore;
  clock: Clock;
  /** Domains whose clients are let in; null: any. */
  allowedDomains: readonly string[] | null;
}) {
  const { clock } = deps;
  const good = createBounded<{ client: OAuthClient; until: number }>(1_000);
  const bad = createBounded<{ error: CoreError; stored: OAuthClient | null; until: number }>(1_000);
  const underWay = new Map<string, Promise<OAuthClient>>();
  const fetches = createRequestRate(clock, FETCHES);

  const read = async (clientId: string): Promise<OAuthClient> => {
    const { document, maxAgeSeconds } = await deps.fetchDocument(clientId);
    const description = readClientMetadata(document, "document");
    // A document about somebody else would let its host speak for them.
    if ((document as { client_id?: unknown }).client_id !== clientId)
      throw invalid("The metadata document is about another client_id than its own address.");
    const now = clock.now();
    const client: OAuthClient = {
      ...description,
      id: clientId,
      workspaceId: null,
      origin: "metadata_document",
      secretHash: null,
      principalId: null,
      createdAt: now,
      expiresAt: null,
      fetchedAt: now,
    };
    const freshMs = maxAgeSeconds === null ? DEFAULT_FRESH_MS : maxAgeSeconds * 1000;
    good.set(clientId, { client, until: now + Math.min(Math.max(freshMs, MIN_FRESH_MS), MAX_FRESH_MS) });
    await deps.clients.refreshDocument(client);
    return client;
  };

  const findStored = async (clientId: string): Promise<OAuthClient | null> => {
    const stored = await deps.clients.find(clientId);
    return stored?.fetchedAt && clock.now() - stored.fetchedAt < STALE_FOR_MS ? stored : null;
  };

  /** A site that is out for a while does not sign its users out; one that says something else does. */
  const readOrStored = async (clientId: string): Promise<OAuthClient> => {
    try {
      fetches.enter(new URL(clientId).hostname);
    } catch (cause) {
      const stored = await findStored(clientId);
      if (stored) return stored;
      throw invalid("Too many metadata documents were asked for just now. Try again in a minute.", cause);
    }
    try {
      return await read(clientId);
    } catch (cause) {
      const isAnswer = cause instanceof CoreError;
      const error = isAnswer
        ? cause
        : invalid("The client's metadata document cannot be read: it is unreachable, too large or too slow.", cause);
      const stored = isAnswer ? null : await findStored(clientId);
      bad.set(clientId, { error, stored, until: clock.now() + BAD_FOR_MS });
      if (stored) return stored;
      throw error;
    }
  };

  /** Throws oauth_client.invalid. */
  return async (clientId: string): Promise<OAuthClient> => {
    checkUrl(clientId, deps.allowedDomains);
    const known = good.get(clientId);
    if (known && known.until > clock.now()) return known.client;
    const refused = bad.get(clientId);
    if (refused && refused.until > clock.now()) {
      if (refused.stored) return refused.stored;
      throw refused.error;
    }
    let request = underWay.get(clientId);
    if (!request) {
      request = readOrStored(clientId).finally(() => underWay.delete(clientId));
      underWay.set(clientId, request);
    }
    return request;
  };
}
