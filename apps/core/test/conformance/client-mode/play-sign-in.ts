import { randomInt } from "node:crypto";
import type { Api } from "../../create-test-core.ts";
import type { Json } from "../fixture/wire.ts";
import type { ProbeClient } from "../probe-client.ts";
import { listOf } from "./scripts.ts";
import type { SignInPlay } from "./sign-in-plays.ts";

const MAX_HOPS = 5;
const PATIENCE_MS = 15_000;

/** Signs in to a server as an administrator's browser does. Rejects with what Core says when that does not work. */
async function signIn(api: Api, serverId: string): Promise<void> {
  const address = `198.18.${randomInt(256)}.${randomInt(256)}`;
  let { url } = await api.servers.startSignIn.mutate({ serverId });
  const { origin } = new URL(url);
  let cookie = "";
  for (let hop = 0; hop < MAX_HOPS; hop++) {
    const isOwn = new URL(url).origin === origin;
    const headers = { ...(cookie !== "" && { cookie }), "x-forwarded-for": address };
    const response = await fetch(url, { redirect: "manual", headers: isOwn ? headers : {} });
    if (isOwn) cookie = response.headers.get("set-cookie")?.split(";", 1)[0] ?? cookie;
    const next = response.headers.get("location");
    const text = await response.text();
    if (response.ok && isOwn) return;
    if (next === null) throw new Error(`${new URL(url).pathname} answered ${response.status}: ${text.slice(0, 2_000)}`);
    url = new URL(next, url).href;
  }
  throw new Error("the browser was sent from place to place");
}

/** Resolves when the server is online, or has refused what Core has for it. */
async function settle(api: Api, serverId: string): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; ; await new Promise((resume) => setTimeout(resume, 50))) {
    const { status, statusReason, signIn: held } = await api.servers.get.query({ serverId });
    if (status === "online" || (status === "error" && held?.state === "required")) return;
    if (Date.now() > end) throw new Error(`still ${status}, ${held?.state}: ${statusReason}`);
  }
}

/** What a client of Core hears that is in its way; null: it finds tools, and all of them answer. */
async function obstacleOf(client: ProbeClient): Promise<string | null> {
  await client.connect();
  const tools = await listOf(client, "tools/list", "tools");
  const failed: Json[] = [];
  for (const { name } of tools) {
    const { result, error } = await client.request("tools/call", { name, arguments: {} });
    if (!result || result.isError === true) failed.push(result ?? error ?? {});
  }
  await client.close();
  if (tools.length === 0) return "there are no tools";
  return failed.length === 0 ? null : JSON.stringify(failed);
}

/** Signs in to a server that wants it. Answers what Core says against that; null: nothing. */
async function trySignIn(api: Api, serverId: string): Promise<string | null> {
  const expectWanted = async (when: string): Promise<void> => {
    const { signIn: held } = await api.servers.get.query({ serverId });
    if (held?.state !== "required") throw new Error(`${when} the sign-in is ${held?.state}`);
  };
  await expectWanted("beforehand");
  try {
    await signIn(api, serverId);
    return null;
  } catch (error) {
    await expectWanted("after a refusal");
    return String(error);
  }
}

/** Plays a scenario of signing in. Rejects when anything comes out otherwise than the play says. */
export async function playSignIn(
  api: Api,
  serverId: string,
  createClient: () => ProbeClient,
  { signIns, ends, because }: SignInPlay,
): Promise<void> {
  for (let count = Math.min(1, signIns); count <= signIns; count++) {
    const refusal = count === 0 ? null : await trySignIn(api, serverId);
    if (ends === "refused" && refusal !== null && because?.test(refusal)) return;
    if (ends === "refused" || refusal !== null) throw new Error(`sign-in ${count}: ${refusal ?? "not refused"}`);
    await settle(api, serverId);
    const obstacle = await obstacleOf(createClient());
    if ((obstacle === null) !== (ends === "used" && count === signIns))
      throw new Error(`after sign-in ${count}: ${obstacle ?? "calls get through"}`);
  }
}
