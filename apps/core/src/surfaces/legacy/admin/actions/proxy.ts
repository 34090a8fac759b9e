import { adminWire } from "@peta/contract";
import { CoreError } from "../../../../errors.ts";
import { type AdminAction, adminAction, publicAction } from "../action.ts";
import type { AdminDeps } from "../deps.ts";
import { proxyRow, trimmedProxy } from "../rows/proxy-row.ts";

/** 5001 to 5003: the record of the installation that old clients begin with. It exists from the set-up on. */
export function proxyActions({ legacy, firstWorkspace, port }: AdminDeps): AdminAction[] {
  const { proxies } = legacy;
  return [
    publicAction("GET_PROXY", {
      era: "A",
      purpose: "Reads the proxy record; null before the set-up.",
      input: adminWire.emptySchema,
      example: {},
      async run({ context }) {
        if (context) return { proxy: proxyRow(await proxies.get(context.caller.principal.workspaceId), port()) };
        const workspaceId = firstWorkspace();
        return { proxy: workspaceId === undefined ? null : trimmedProxy(await proxies.get(workspaceId), port()) };
      },
    }),
    publicAction("CREATE_PROXY", {
      era: "A",
      purpose: "Refused: the set-up makes the record. Rename it with action 5003.",
      input: adminWire.createProxySchema,
      example: { name: "Peta", proxyKey: "my-key" },
      async run() {
        if (firstWorkspace() === undefined)
          throw new CoreError("auth.forbidden", "Set the installation up first: that makes the proxy record.");
        throw new CoreError("proxy.duplicate", "There is a proxy record already. Rename it with action 5003.");
      },
    }),
    adminAction("UPDATE_PROXY", "admin", {
      era: "A",
      purpose: "Renames the proxy.",
      input: adminWire.updateProxySchema,
      example: { proxyId: 1, name: "Head office" },
      run: async ({ caller }, { proxyId, name }) => ({
        proxy: proxyRow(await proxies.rename(caller, proxyId, name), port()),
      }),
    }),
  ];
}
