import { adminWire } from "@peta/contract";
import { type AdminAction, adminAction } from "../action.ts";
import type { AdminDeps } from "../deps.ts";
import { createLogRows } from "../rows/log-rows.ts";

/** 7001 and 7002: the audit as a log. */
export function logActions({ legacy }: AdminDeps): AdminAction[] {
  const { log, proxies } = legacy;
  const rows = createLogRows(legacy);
  return [
    adminAction("SET_LOG_WEBHOOK_URL", "owner", {
      era: "A",
      purpose: "Sets where new audit records are sent every five minutes, or nowhere.",
      input: adminWire.setLogWebhookSchema,
      example: { proxyKey: "my-key", webhookUrl: "https://logs.example/peta" },
      async run({ caller }, { proxyKey, webhookUrl }) {
        const proxy = await proxies.setLogWebhook(caller, proxyKey, webhookUrl);
        return {
          proxyId: proxy.id,
          proxyName: proxy.name,
          webhookUrl: proxy.logWebhookUrl,
          message: webhookUrl === null ? "Audit records are sent nowhere." : "New audit records are sent there.",
        };
      },
    }),
    adminAction("GET_LOGS", "owner", {
      era: "A",
      purpose: "Pages through the audit, oldest first. The next page begins at the last id + 1.",
      input: adminWire.getLogsSchema,
      example: { id: 0, limit: 100 },
      async run({ caller }, { id, limit }) {
        const logs = await rows(caller.principal.workspaceId, await log.page(caller, id, limit));
        return { logs, count: logs.length, startId: id, limit };
      },
    }),
  ];
}
