import type { ServerSettings } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import { addInput, callerOf, createServersKit, type ServersKit, settle, WORKSPACE } from "./servers-kit.ts";

/** What `use` was given last. */
export let kit: ServersKit;
export const use = (made: ServersKit): ServersKit => (kit = made);
export const actor = callerOf();
export const request = (more = {}, name = "echo") =>
  kit.servers.link.request(WORKSPACE, "files", "tools/call", { name }, { timeoutMs: 60_000, ...more });
export const get = () => kit.servers.get(actor, "files");
export const answer = () => kit.twin.latest.calls.at(-1)?.answer({ kind: "result", result: { ok: true } });
export const unanswered = () => new CoreError("server.timeout", "The server did not answer within 100 ms.");
export const advance = async (byMs: number) => {
  kit.clock.advance(byMs);
  await settle();
};

/** The module with one server, `files`, which is connected. */
export async function online(settings: ServerSettings = {}, limits: Parameters<typeof createServersKit>[0] = {}) {
  use(createServersKit(limits));
  await kit.servers.add(actor, { ...addInput("files"), settings });
}
/** A call whose end the test decides; what it rejects with is looked at later. */
export const begin = (more = {}, name = "echo") => {
  const outcome = request(more, name);
  outcome.catch(() => {});
  return outcome;
};
