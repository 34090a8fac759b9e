import type { HttpLaunch, ServerOAuth } from "@peta/contract";
import type { Vault } from "../../vault.ts";
import { requireServer } from "../find-server.ts";
import { openLaunch } from "../seal-launch.ts";
import type { ServerRecord } from "../server.ts";
import type { ServerStore } from "../server-store.ts";
import { oauthOf, requireSignInLaunch } from "./sign-in-launch.ts";

/**
 * A server that Core may sign in to, and how. Throws server.not_found, for another workspace's servers too (A26), and
 * input.invalid for a server without a sign-in.
 */
export async function requireSignIn(
  { store, vault }: { store: Pick<ServerStore, "find">; vault: Vault },
  workspaceId: string,
  serverId: string,
): Promise<{ server: ServerRecord; launch: HttpLaunch; oauth: ServerOAuth }> {
  const { server } = await requireServer(store, workspaceId, serverId);
  const launch = requireSignInLaunch(server, openLaunch(vault, server));
  return { server, launch, oauth: oauthOf(launch) };
}
