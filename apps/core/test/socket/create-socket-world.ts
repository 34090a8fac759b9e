import path from "node:path";
import { type Api, createApi, createTestCore, type TestCore } from "../create-test-core.ts";
import { connectDevice, type Device } from "./connect.ts";

const NOTES = path.resolve(import.meta.dirname, "../../src/demo/notes-server.ts");

export interface SocketWorld {
  core: TestCore;
  owner: Api;
  ownerToken: string;
  /** A person of the role user, and a token of theirs. */
  ann: { api: Api; token: string; tokenId: string };
  /** An agent that belongs to Ann. */
  bot: { api: Api; token: string; tokenId: string };
  /** Another token of a principal. */
  tokenOf(principalId: string, expiresInSeconds?: number): Promise<{ token: string; tokenId: string }>;
  /** A connected device that has heard its first state. Closed at the end. */
  device(token: string): Promise<Device>;
  stop(): Promise<void>;
}

/** A Core with a notes server, its owner, Ann, and Ann's agent. */
export async function createSocketWorld(environment: Record<string, string> = {}): Promise<SocketWorld> {
  const core = await createTestCore(environment);
  const { api: owner, token: ownerToken } = await core.setUp();
  await owner.servers.add.mutate({
    serverId: "notes",
    displayName: "Notes",
    launch: { transport: "stdio", command: process.execPath, args: [NOTES] },
  });
  const tokenOf: SocketWorld["tokenOf"] = async (principalId, expiresInSeconds) => {
    const made = await owner.tokens.create.mutate({ principalId, ...(expiresInSeconds && { expiresInSeconds }) });
    return { token: made.token, tokenId: made.tokenId };
  };
  const withApi = async (principalId: string) => {
    const made = await tokenOf(principalId);
    return { ...made, api: createApi(core.url, made.token) };
  };
  await owner.principals.add.mutate({ principalId: "ann", kind: "person", displayName: "Ann" });
  await owner.principals.add.mutate({ principalId: "bot", kind: "agent", ownerId: "ann" });
  for (const principalId of ["ann", "bot"])
    await owner.permissions.set.mutate({ principalId, serverId: "notes", enabled: true });
  const devices: Device[] = [];
  return {
    core,
    owner,
    ownerToken,
    ann: await withApi("ann"),
    bot: await withApi("bot"),
    tokenOf,
    async device(token) {
      const device = await connectDevice(core.url, token);
      devices.push(device);
      await device.notified("online_sessions");
      return device;
    },
    async stop() {
      for (const device of devices) device.close();
      await core.stop();
    },
  };
}
