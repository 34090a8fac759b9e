import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ask } from "./ask.ts";
import { useConnection } from "./desk-state.tsx";

// The first part of a key is what the main process announces as changed, the second whose Core it is.

export function useWaitingApprovals() {
  const { connectionId } = useConnection();
  return useQuery({
    queryKey: ["approvals", connectionId, "waiting"],
    queryFn: () => ask(window.desk.approvals.list({ connectionId, view: "waiting" })),
    select: ({ approvals }) => approvals,
  });
}

export function useDecidedApprovals() {
  const { connectionId } = useConnection();
  return useInfiniteQuery({
    queryKey: ["approvals", connectionId, "decided"],
    queryFn: ({ pageParam }) =>
      ask(
        window.desk.approvals.list({
          connectionId,
          view: "decided",
          ...(pageParam !== null && { cursor: pageParam }),
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    select: ({ pages }) => pages.flatMap(({ approvals }) => approvals.filter(({ status }) => status !== "pending")),
  });
}

export function useApproval(approvalId: string) {
  const { connectionId } = useConnection();
  return useQuery({
    queryKey: ["approvals", connectionId, "one", approvalId],
    queryFn: () => ask(window.desk.approvals.get({ connectionId, approvalId })),
  });
}

/** The person, then their agents. */
export function useMine() {
  const { connectionId } = useConnection();
  return useQuery({
    queryKey: ["clients", connectionId, "principals"],
    queryFn: () => ask(window.desk.principals.mine({ connectionId })),
  });
}

export function useClients() {
  const { connectionId } = useConnection();
  return useQuery({
    queryKey: ["clients", connectionId, "list"],
    queryFn: () => ask(window.desk.clients.list({ connectionId })),
  });
}

export interface ClientRef {
  principalId: string;
  clientKey: string;
}

export const capabilitiesKey = (connectionId: string, { principalId, clientKey }: ClientRef) => [
  "clients",
  connectionId,
  "capabilities",
  principalId,
  clientKey,
];

export function useCapabilities(client: ClientRef) {
  const { connectionId } = useConnection();
  return useQuery({
    queryKey: capabilitiesKey(connectionId, client),
    queryFn: () => ask(window.desk.clients.capabilities({ connectionId, ...client })),
  });
}

export function useSessions() {
  const { connectionId } = useConnection();
  return useQuery({
    queryKey: ["sessions", connectionId],
    queryFn: () => ask(window.desk.sessions.list({ connectionId })),
  });
}

/** Servers that take values of their users, for the person or one of their agents. */
export function useOwnServers(principalId: string | undefined) {
  const { connectionId } = useConnection();
  return useQuery({
    queryKey: ["servers", connectionId, principalId ?? ""],
    queryFn: () => ask(window.desk.servers.list({ connectionId, ...(principalId !== undefined && { principalId }) })),
  });
}
