import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator, requireOwner } from "../audit/require-administrator.ts";
import type { Caller } from "../principals/principal.ts";
import type { Vault } from "../vault.ts";
import { logNumberAt } from "./log.ts";

/** The one record of a workspace that clients of the legacy wire look for first. */
export interface LegacyProxy {
  id: number;
  name: string;
  /** By which Desk recognises the installation. No secret. */
  proxyKey: string;
  logWebhookUrl: string | null;
  lastSyncedLogId: number;
  /** Milliseconds since 1970. */
  createdAt: number;
}

export interface StoredProxy extends Omit<LegacyProxy, "logWebhookUrl"> {
  workspaceId: string;
  sealedLogWebhookUrl: Uint8Array | null;
}

/** Port: the proxy records. There is one of each workspace, from the first time somebody asks for it. */
export interface LegacyProxyStore {
  /** Inserts it when it is not there, however many ask at once. */
  ensure(workspaceId: string, first: { name: string; proxyKey: string }): Promise<StoredProxy>;
  listWithWebhook(): Promise<StoredProxy[]>;
  update(
    workspaceId: string,
    change: Partial<Pick<StoredProxy, "name" | "sealedLogWebhookUrl" | "lastSyncedLogId">>,
  ): Promise<StoredProxy>;
}

export interface LegacyProxiesDeps {
  store: LegacyProxyStore;
  workspaceName: (workspaceId: string) => Promise<{ name: string }>;
  vault: Vault;
  audit: AuditRecorder;
  clock: Clock;
}

const sealIdentity = (workspaceId: string): string => `legacy-proxy:${workspaceId}`;
const KEY_DIGITS = 32;

const notFound = (): CoreError => new CoreError("proxy.not_found", "There is no proxy with this id or key.");

/** The name and the key of an installation, as the legacy wires show them. */
export function createLegacyProxies(deps: LegacyProxiesDeps) {
  const { store, vault } = deps;

  const openUrl = ({ workspaceId, sealedLogWebhookUrl }: StoredProxy): string | null =>
    sealedLogWebhookUrl && vault.open(sealedLogWebhookUrl, sealIdentity(workspaceId));
  const toProxy = ({ workspaceId, sealedLogWebhookUrl, ...proxy }: StoredProxy): LegacyProxy => ({
    ...proxy,
    logWebhookUrl: openUrl({ ...proxy, workspaceId, sealedLogWebhookUrl }),
  });
  const get = async (workspaceId: string): Promise<LegacyProxy> =>
    toProxy(
      await store.ensure(workspaceId, {
        name: (await deps.workspaceName(workspaceId)).name,
        proxyKey: Buffer.from(vault.deriveKey(`legacy-proxy/${workspaceId}`))
          .toString("hex")
          .slice(0, KEY_DIGITS),
      }),
    );

  return {
    get,
    openUrl,

    /** Throws proxy.not_found, auth.forbidden. */
    async rename(actor: Caller, id: number, name: string): Promise<LegacyProxy> {
      await requireAdministrator(deps, actor, "legacy_proxy.rename");
      const { workspaceId } = actor.principal;
      const before = await get(workspaceId);
      if (before.id !== id) throw notFound();
      const detail = { before: before.name, after: name };
      return toProxy(
        await recordAction(deps, actor, "legacy_proxy.rename", detail, () => store.update(workspaceId, { name })),
      );
    },

    /** Where new audit records are sent; null: nowhere. For owners only. Throws proxy.not_found, auth.forbidden. */
    async setLogWebhook(actor: Caller, proxyKey: string, url: string | null): Promise<LegacyProxy> {
      await requireOwner(deps, actor, "legacy_proxy.set_log_webhook");
      const { workspaceId } = actor.principal;
      const before = await get(workspaceId);
      if (before.proxyKey !== proxyKey) throw notFound();
      // What happened before nobody asked for: the log starts here.
      const start = url !== null && before.logWebhookUrl === null && { lastSyncedLogId: logNumberAt(deps.clock.now()) };
      // Such addresses often carry a secret: the record names the host alone.
      const detail = { host: url && new URL(url).host };
      return toProxy(
        await recordAction(deps, actor, "legacy_proxy.set_log_webhook", detail, () =>
          store.update(workspaceId, {
            ...start,
            sealedLogWebhookUrl: url === null ? null : vault.seal(url, sealIdentity(workspaceId)),
          }),
        ),
      );
    },
  };
}
export type LegacyProxies = ReturnType<typeof createLegacyProxies>;
