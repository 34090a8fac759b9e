import type { PurgeCacheInput } from "@peta/contract";
import type { Register } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { requirePrincipalId, requireServerId } from "../../parse.ts";
import { count } from "../../text.ts";
import { capabilityKindOption, type KindOptions } from "../permission/kind-option.ts";
import { requireCapability } from "./target.ts";

interface Options extends KindOptions {
  all?: true;
  server?: string;
  capability?: string;
  principal?: string;
  key?: string;
  expired?: true;
}

/** Exactly one of the options. Throws cli.usage. */
function scopeOf({ all, server, capability, kind, principal, key, expired }: Options): PurgeCacheInput {
  const scopes: PurgeCacheInput[] = [];
  if (all) scopes.push({ scope: "all" });
  if (server !== undefined) scopes.push({ scope: "server", serverId: requireServerId(server) });
  if (capability !== undefined) scopes.push({ scope: "capability", ...requireCapability(capability, kind) });
  if (principal !== undefined) scopes.push({ scope: "principal", principalId: requirePrincipalId(principal) });
  if (key !== undefined) scopes.push({ scope: "key", key });
  if (expired) scopes.push({ scope: "expired" });
  const [scope] = scopes;
  if (scope === undefined || scopes.length > 1)
    throw new CliError(
      "cli.usage",
      "Say what to forget: one of --all, --server, --capability, --principal, --key or --expired.",
    );
  return scope;
}

/** Forgets kept answers. */
export const cachePurge: Register = (parent, run) =>
  void parent
    .command("purge")
    .description("forget answers that are kept")
    .option("--all", "all of the workspace")
    .option("--server <serverId>", "those of one server")
    .option("--capability <serverId::capability>", "those of one capability")
    .addOption(capabilityKindOption())
    .option("--principal <principalId>", "those that a principal has asked for")
    .option("--key <key>", "one, as `cache entries` shows it")
    .option("--expired", "those whose time is over")
    .action(
      run(async ({ core }, options: Options) => {
        const done = await core.cache.purge.mutate(scopeOf(options));
        return { document: done, text: `Forgot ${count(done.purged, "answer")}.` };
      }),
    );
