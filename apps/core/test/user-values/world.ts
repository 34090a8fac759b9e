import { createHash } from "node:crypto";
import path from "node:path";
import type { UserField } from "@peta/contract";
import { type Api, createApi, createTestCore, type TestCore } from "../create-test-core.ts";

export const ACCOUNT_SERVER = path.resolve(import.meta.dirname, "account-server.ts");

export const FIELDS = [
  {
    key: "apiKey",
    label: "API key",
    type: "text",
    secret: true,
    required: true,
    placement: { in: "env", name: "API_KEY" },
  },
  {
    key: "region",
    label: "Region",
    type: "choice",
    choices: ["eu", "us"],
    secret: false,
    required: false,
    placement: { in: "env", name: "REGION" },
  },
  {
    key: "folder",
    label: "Folder",
    type: "text",
    secret: true,
    required: false,
    placement: { in: "argument", flag: "--folder" },
  },
] satisfies UserField[];

export const accountLaunch = { transport: "stdio" as const, command: process.execPath, args: [ACCOUNT_SERVER] };

export const fingerprintOf = (key: string): string => createHash("sha256").update(key).digest("hex");

export interface World {
  running: TestCore;
  owner: Api;
  /** API and token of a principal. */
  as: (principalId: string) => Promise<{ api: Api; token: string }>;
}

/** Core with a server `account` that everybody may use and that takes values of its users; people uma and ugo. */
export async function createWorld(fields: UserField[] = FIELDS): Promise<World> {
  const running = await createTestCore();
  const { api: owner } = await running.setUp();
  await owner.servers.add.mutate({
    serverId: "account",
    launch: accountLaunch,
    publicAccess: true,
    userFields: fields,
  });
  for (const principalId of ["uma", "ugo"])
    await owner.principals.add.mutate({ principalId, kind: "person", role: "user" });
  return {
    running,
    owner,
    async as(principalId) {
      const { token } = await owner.tokens.create.mutate({ principalId });
      return { api: createApi(running.url, token), token };
    },
  };
}

/** What a tool of the account server says, as its caller gets it. */
export async function call(api: Api, tool: "fingerprint" | "environment" | "greet" | "wipe") {
  const result = await api.gateway.callTool.mutate({ name: `account::${tool}` });
  const [content] = result.content as { text: string }[];
  return JSON.parse(content?.text ?? "null") as {
    account: string;
    region: string | null;
    pid: number;
    env: Record<string, string>;
    args: string[];
  };
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
