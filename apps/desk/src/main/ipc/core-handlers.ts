import { approvalDetailSchema } from "@peta/contract";
import type { CoreApi } from "../connection/core-api.ts";
import type { Connections } from "../connection/setup-connections.ts";
import type { Handlers } from "./setup-ipc.ts";

type CoreVerb = Extract<keyof Handlers, `${"approvals" | "principals" | "clients" | "sessions" | "servers"}.${string}`>;

/** Asks the same about the person and each of their agents, and puts the answers together. */
async function ofEach<T>(api: CoreApi, question: (principalId: string) => Promise<T[]>): Promise<T[]> {
  const principals = await api.principals.mine.query();
  return (await Promise.all(principals.map(({ principalId }) => question(principalId)))).flat();
}

const byTime = <T extends { lastSeenAt: string }>(all: T[]): T[] =>
  all.sort((a, b) => b.lastSeenAt.localeCompare(a.lastSeenAt));

/** What the window asks of a Core: handed on to the typed API, which decides who may what. */
export const coreHandlers = (connections: Connections): Pick<Handlers, CoreVerb> => ({
  "approvals.list": ({ connectionId, view, cursor }) =>
    connections
      .get(connectionId)
      .ask(({ approvals }) =>
        view === "waiting"
          ? approvals.list.query({ status: "pending", limit: 100, cursor })
          : approvals.list.query({ limit: 50, cursor }),
      ),
  "approvals.get": ({ connectionId, approvalId }) =>
    connections
      .get(connectionId)
      .ask(async ({ approvals }) => approvalDetailSchema.parse(await approvals.get.query({ approvalId }))),
  "approvals.decide": ({ connectionId, ...decision }) =>
    connections
      .get(connectionId)
      .ask(async ({ approvals }) => approvalDetailSchema.parse(await approvals.decide.mutate(decision))),

  "principals.mine": ({ connectionId }) =>
    connections.get(connectionId).ask(({ principals }) => principals.mine.query()),
  "clients.list": ({ connectionId }) =>
    connections
      .get(connectionId)
      .ask(async (api) => byTime(await ofEach(api, (principalId) => api.clients.list.query({ principalId })))),
  "clients.capabilities": ({ connectionId, ...client }) =>
    connections.get(connectionId).ask(({ clients }) => clients.capabilities.query(client)),
  "clients.setSwitch": ({ connectionId, ...change }) =>
    connections.get(connectionId).ask(({ clients }) => clients.setSwitch.mutate(change)),
  "sessions.list": ({ connectionId }) =>
    connections
      .get(connectionId)
      .ask(async (api) => byTime(await ofEach(api, (principalId) => api.clients.sessions.query({ principalId })))),
  "sessions.end": ({ connectionId, sessionRef }) =>
    connections.get(connectionId).ask(async ({ clients }) => {
      await clients.endSession.mutate({ sessionRef });
      return null;
    }),

  "servers.list": ({ connectionId, ...whose }) =>
    connections.get(connectionId).ask(({ userServers }) => userServers.list.query(whose)),
  "servers.configure": ({ connectionId, ...values }) =>
    connections.get(connectionId).ask(({ userServers }) => userServers.configure.mutate(values)),
  "servers.unconfigure": ({ connectionId, ...which }) =>
    connections.get(connectionId).ask(({ userServers }) => userServers.unconfigure.mutate(which)),
});
