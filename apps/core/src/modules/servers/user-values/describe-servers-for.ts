import type { Principal } from "../../principals/principal.ts";
import type { LiveServer } from "../live-server.ts";
import { holderOf, type UserServerDeps } from "./view-user-server.ts";

export interface DescribedServer {
  /** Of the instance that would serve the principal, where the server takes values of its users. */
  status: string;
  isConfigurable: boolean;
  /** There are values that the principal's calls may run with; of other servers false. */
  isConfigured: boolean;
}

/** What every server of the workspace is to one principal, by server id. Throws CoreError database.unavailable. */
export function createDescribeServersFor({ live, clock }: Pick<UserServerDeps, "live" | "clock">) {
  const describe = async ({ users, status }: LiveServer, principal: Principal): Promise<DescribedServer> => {
    if (!users) return { status: status.state, isConfigurable: false, isConfigured: false };
    const holder = await holderOf(clock, users, principal);
    const own = holder === null ? null : users.statusOf(holder);
    const state = status.state === "disabled" ? status.state : (own?.state ?? "sleeping");
    return { status: state, isConfigurable: true, isConfigured: holder !== null };
  };
  return async (principal: Principal): Promise<ReadonlyMap<string, DescribedServer>> =>
    new Map(
      await Promise.all(
        live
          .inWorkspace(principal.workspaceId)
          .map(async (server) => [server.record.serverId, await describe(server, principal)] as const),
      ),
    );
}
