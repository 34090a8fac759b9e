import type { ClientView, OwnPrincipal } from "@peta/contract";
import { ALL_CLIENTS } from "@peta/contract";

/** Whose it is: "You", or the agent's name. */
export const whoseWords = (principalId: string, mine: readonly OwnPrincipal[]): string => {
  const index = mine.findIndex((one) => one.principalId === principalId);
  return index === 0 ? "You" : (mine[index]?.displayName ?? principalId);
};

const sources: Record<ClientView["source"], string> = {
  token: "access token",
  oauth: "signed in",
  console_session: "browser",
};

/** "access token · in use". */
export const clientDetail = ({ source, activeSessions }: Pick<ClientView, "source" | "activeSessions">): string =>
  `${sources[source]}${activeSessions > 0 ? " · in use" : ""}`;

/** An entry of the list: one client, or what holds for all clients of somebody. */
export interface ClientEntry {
  principalId: string;
  clientKey: string;
  /** Null for all of them. */
  client: ClientView | null;
}

/** For each principal: what holds for all its clients, then its clients. */
export const clientEntries = (principalId: string, clients: readonly ClientView[]): ClientEntry[] => [
  { principalId, clientKey: ALL_CLIENTS, client: null },
  ...clients
    .filter((client) => client.principalId === principalId)
    .map((client) => ({ principalId, clientKey: client.clientKey, client })),
];
