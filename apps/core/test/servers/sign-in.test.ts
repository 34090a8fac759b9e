import { afterAll, beforeAll, expect, test } from "vitest";
import { type Api, createTestCore, type TestCore } from "../create-test-core.ts";
import { type OAuthMcpServer, startOAuthMcpServer } from "./oauth-mcp-server.ts";

let running: TestCore;
let server: OAuthMcpServer;
let api: Api;
beforeAll(async () => {
  [running, server] = await Promise.all([createTestCore(), startOAuthMcpServer()]);
  ({ api } = await running.setUp());
});
afterAll(async () => {
  await running.stop();
  await server.close();
});

const get = () => api.servers.get.query({ serverId: "guarded" });
const call = () => api.gateway.callTool.mutate({ name: "guarded::greet", arguments: {} });
/** Resolves when the condition holds, in five seconds at most. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 5_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error("the condition did not come to hold");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
/** The catalogue was read, and policy knows of it. */
const isCallable = async (): Promise<boolean> => (await api.gateway.listTools.query({})).length > 0;
const visit = (url: string, cookie?: string) => fetch(url, { redirect: "manual", headers: cookie ? { cookie } : {} });
const cookieOf = (response: Response): string => (response.headers.get("set-cookie") ?? "").split(";", 1)[0] ?? "";

/** What a browser does, from the address of Core to the page at the end. */
async function walk(url: string): Promise<{ status: number; html: string }> {
  const out = await visit(url);
  expect(out.status).toBe(303);
  const back = await visit(out.headers.get("location") ?? "");
  const page = await visit(back.headers.get("location") ?? "", cookieOf(out));
  return { status: page.status, html: await page.text() };
}

test("a server that wants a sign-in is saved, signed in to in a browser, and called with the token", async () => {
  const added = await api.servers.add.mutate({
    serverId: "guarded",
    launch: { transport: "http", url: `${server.url}/mcp` },
  });
  expect(added).toMatchObject({ status: "error", failure: { kind: "sign_in" }, signIn: { state: "required" } });
  const { url } = await api.servers.startSignIn.mutate({ serverId: "guarded" });
  expect(await walk(url)).toMatchObject({ status: 200, html: expect.stringContaining("Signed in to guarded") });
  await until(isCallable);
  expect(await call()).toMatchObject({ content: [{ text: "hello" }] });
  expect((await get()).signIn).toMatchObject({ state: "signed_in", signedInBy: "olga.owner", renews: true });
});
