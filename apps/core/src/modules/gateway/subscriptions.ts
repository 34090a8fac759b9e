import { CoreError } from "../../errors.ts";
import type { AuditEntry, AuditRecorder } from "../audit/audit-entry.ts";
import { isObject, type Json } from "../json.ts";
import type { Log } from "../log.ts";
import { offeredCapabilities } from "../servers/questions/question-kinds.ts";
import type { ConnectionScope, ServerLink } from "../servers/server-link.ts";
import { clientEntry, describeError, keepRecord } from "./call-record.ts";
import type { createEnforce, Enforced } from "./enforce.ts";
import type { GatewayClient, SessionPort } from "./gateway.ts";
import type { GatewayLimits } from "./gateway-limits.ts";
import { shownUri } from "./names.ts";
import { refusalFor } from "./plain-refusal.ts";
import { withoutReservedMeta } from "./reserved-meta.ts";
import type { Resolver } from "./resolve-name.ts";

const MAX_URI_LENGTH = 8192;

interface Subscription {
  /** As the client named it, and hears it named. */
  readonly uri: string;
  stop: (() => void) | null;
  isOver: boolean;
}

/** The resources of which one session hears updates. */
export interface SessionSubscriptions {
  subscribe(uri: unknown, requestId: string): Promise<void>;
  unsubscribe(uri: unknown, requestId: string): Promise<void>;
  /** Ends what the session may no longer read (A7). */
  recheck(): void;
  close(): void;
}

const readUri = (uri: unknown): string => {
  if (typeof uri !== "string" || uri === "") throw new CoreError("input.invalid", "params.uri must be a string.");
  if (uri.length > MAX_URI_LENGTH)
    throw new CoreError("input.invalid", `params.uri has more than ${MAX_URI_LENGTH} characters.`);
  return uri;
};

/** Makes the subscriptions of sessions. Whoever may read a resource may hear that it changed, and nobody else (A24). */
export function createSubscriptions(deps: {
  link: ServerLink;
  audit: AuditRecorder;
  resolver: Resolver;
  enforceQuietly: ReturnType<typeof createEnforce>["enforceQuietly"];
  scopeOf: (client: GatewayClient) => ConnectionScope;
  limits: GatewayLimits;
  log: Log | undefined;
}) {
  const { link, audit, resolver, limits, log } = deps;

  const decide = (client: GatewayClient, uri: string, entry: AuditEntry): Enforced =>
    deps.enforceQuietly(client, { is: "resource", use: "resources/read", name: uri }, { uri }, entry);
  /** Decides without a record of its own: nothing is asked for, something is told. */
  const mayRead = (client: GatewayClient, uri: string): Enforced | null => {
    try {
      return decide(client, uri, clientEntry(client, "resources/subscribe", null));
    } catch {
      return null;
    }
  };

  return (clientNow: () => GatewayClient, { notify, capabilities }: SessionPort): SessionSubscriptions => {
    const held = new Map<string, Subscription>();

    const end = (subscription: Subscription): void => {
      subscription.isOver = true;
      if (held.get(subscription.uri) === subscription) held.delete(subscription.uri);
      subscription.stop?.();
      subscription.stop = null;
    };

    const tell = (subscription: Subscription, params: Json): void => {
      const client = clientNow();
      const enforced = mayRead(client, subscription.uri);
      if (!enforced) return end(subscription);
      const { snapshot, target } = enforced;
      const told = String(params.uri);
      let { uri } = subscription;
      if (told !== target.nameAtServer) {
        // A part of the resource is named only to those who may read that part.
        const part = resolver.isBare(snapshot, client, target) ? told : shownUri(target.named.serverId, told);
        if (mayRead(client, part)) uri = part;
      }
      const { _meta, ...rest } = params;
      const meta = isObject(_meta) ? { _meta: withoutReservedMeta(_meta) } : {};
      notify({ method: "notifications/resources/updated", params: { ...rest, uri, ...meta } });
    };

    const open = async (subscription: Subscription, { target }: Enforced): Promise<void> => {
      const { principal } = clientNow().caller;
      const offered = offeredCapabilities(target.entry.server, capabilities);
      const stop = await link.watch(principal.workspaceId, target.named.serverId, {
        uri: target.nameAtServer,
        onBehalfOf: { principalId: principal.id, ownerId: principal.ownerId },
        scope: deps.scopeOf(clientNow()),
        ...(offered && { clientCapabilities: offered }),
        onUpdated: (params) => tell(subscription, params),
        onEnded: () => void reopen(subscription),
      });
      if (subscription.isOver) stop();
      else subscription.stop = stop;
    };

    /** What told of it has ended; whatever stands in its place now is asked instead. */
    const reopen = async (subscription: Subscription): Promise<void> => {
      subscription.stop = null;
      const enforced = subscription.isOver ? null : mayRead(clientNow(), subscription.uri);
      if (!enforced) return end(subscription);
      await open(subscription, enforced).catch((error: unknown) => {
        log?.debug({ err: error, serverId: enforced.target.named.serverId }, "a subscription to a resource has ended");
        end(subscription);
      });
    };

    const begin = async (uri: string, entry: AuditEntry): Promise<() => void> => {
      entry.detail = { uri };
      const enforced = decide(clientNow(), uri, entry);
      if (held.has(uri)) return () => {};
      if (held.size >= limits.subscriptionsPerSession)
        throw new CoreError(
          "session.limit",
          `This session already hears of ${limits.subscriptionsPerSession} resources. Unsubscribe from one.`,
        );
      // Takes its place before anything is waited for, so that the bound holds.
      const subscription: Subscription = { uri, stop: null, isOver: false };
      held.set(uri, subscription);
      try {
        await open(subscription, enforced);
      } catch (error) {
        end(subscription);
        throw error;
      }
      return () => end(subscription);
    };

    /** `act` returns what takes it back, for an answer that must not leave because its record cannot be kept. */
    const onRecord = async (
      action: string,
      uri: unknown,
      requestId: string,
      act: (uri: string, entry: AuditEntry) => Promise<() => void>,
    ): Promise<void> => {
      const entry = clientEntry(clientNow(), action, requestId);
      let undo = (): void => {};
      try {
        undo = await act(readUri(uri), entry);
      } catch (error) {
        describeError(entry, error);
        await keepRecord(audit, entry, log);
        throw refusalFor(clientNow().caller, error, action);
      }
      await keepRecord(audit, entry, log).catch((error: unknown) => {
        undo();
        throw error;
      });
    };

    return {
      subscribe: (uri, requestId) => onRecord("resources/subscribe", uri, requestId, begin),
      unsubscribe: (uri, requestId) =>
        onRecord("resources/unsubscribe", uri, requestId, async (named, entry) => {
          entry.detail = { uri: named };
          const subscription = held.get(named);
          if (subscription) end(subscription);
          return () => {};
        }),
      recheck() {
        for (const subscription of held.values()) if (!mayRead(clientNow(), subscription.uri)) end(subscription);
      },
      close() {
        for (const subscription of held.values()) end(subscription);
      },
    };
  };
}
