import type { adminWire } from "@peta/contract";
import type { LegacyProxy } from "../../../../modules/legacy/index.ts";
import { seconds } from "./user-row.ts";

export const proxyRow = (proxy: LegacyProxy, startPort: number): adminWire.LegacyProxyRow => ({
  id: proxy.id,
  name: proxy.name,
  addtime: seconds(proxy.createdAt),
  proxyKey: proxy.proxyKey,
  startPort,
  logWebhookUrl: proxy.logWebhookUrl,
  lastSyncedLogId: proxy.lastSyncedLogId,
});

/** What anybody may know before signing in. */
export const trimmedProxy = (proxy: LegacyProxy, startPort: number) => {
  const { logWebhookUrl: _, lastSyncedLogId: __, ...row } = proxyRow(proxy, startPort);
  return row;
};
