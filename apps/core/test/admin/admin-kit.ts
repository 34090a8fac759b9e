import { createCipheriv, createHash, pbkdf2Sync, randomBytes } from "node:crypto";
import { adminWire } from "@peta/contract";
import { type Api, createApi, createTestCore, type TestCore } from "../create-test-core.ts";

export type AdminAnswer = { status: number; headers: Headers; body: Record<string, unknown> };

/** A token as clients of the legacy product made them. */
export const legacyToken = (): string => randomBytes(64).toString("hex");
export const userIdOf = (token: string): string => createHash("sha256").update(token).digest("hex").slice(0, 32);

/** What a client of the legacy product encrypts, written apart from Core's own code. */
export function encrypt(plain: string, secret: string): string {
  const salt = randomBytes(16);
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", pbkdf2Sync(secret, salt, 100_000, 32, "sha256"), iv);
  const data = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  const base64 = (bytes: Buffer) => bytes.toString("base64");
  return JSON.stringify({ data: base64(data), iv: base64(iv), salt: base64(salt), tag: base64(cipher.getAuthTag()) });
}

export interface Wire {
  running: TestCore;
  api: Api;
  owner: string;
  admin: string;
  user: string;
  /** Sends a body as it is. */
  send: (token: string | null, body: unknown, headers?: Record<string, string>) => Promise<AdminAnswer>;
  ask: (token: string | null, action: adminWire.AdminActionName, data?: unknown) => Promise<AdminAnswer>;
  /** The data of an answer that has to be good. */
  data: (token: string | null, action: adminWire.AdminActionName, data?: unknown) => Promise<Record<string, unknown>>;
  /** Number and status of an answer that has to be none. */
  refusal: (token: string | null, action: adminWire.AdminActionName, data?: unknown) => Promise<string>;
}

export async function sendAdmin(
  url: string,
  token: string | null,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<AdminAnswer> {
  const response = await fetch(`${url}/admin`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: typeof body === "string" || body instanceof Buffer ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: JSON.parse(text) as Record<string, unknown> };
}

/** A set-up Core with an owner, an admin `abe` and a user `uma`, each with a token. */
export async function createWire(environment: Record<string, string> = {}): Promise<Wire> {
  const running = await createTestCore(environment);
  const { api, token: owner } = await running.setUp();
  const tokenOf = async (principalId: string, role: "admin" | "user") => {
    await api.principals.add.mutate({ principalId, kind: "person", role });
    return (await api.tokens.create.mutate({ principalId })).token;
  };
  const [admin, user] = [await tokenOf("abe", "admin"), await tokenOf("uma", "user")];
  const send: Wire["send"] = (token, body, headers) => sendAdmin(running.url, token, body, headers);
  const ask: Wire["ask"] = (token, action, data) =>
    send(token, { action: adminWire.ADMIN_ACTION[action], ...(data !== undefined && { data }) });
  return {
    running,
    api,
    owner,
    admin,
    user,
    send,
    ask,
    async data(token, action, data) {
      const { status, body } = await ask(token, action, data);
      if (status !== 200 || body.success !== true)
        throw new Error(`${action} answered ${status} ${JSON.stringify(body)}`);
      return body.data as Record<string, unknown>;
    },
    async refusal(token, action, data) {
      const { status, body } = await ask(token, action, data);
      const error = body.error as { code: number } | undefined;
      return `${status} ${error?.code ?? "no number"}`;
    },
  };
}

export const apiOf = (wire: Wire, token: string): Api => createApi(wire.running.url, token);
