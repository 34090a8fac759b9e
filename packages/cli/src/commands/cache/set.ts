import { cacheAdmissionSchema, cacheScopeSchema, type SetCachePolicyInput } from "@peta/contract";
import { Option } from "commander";
import type { Register } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { collect, parseCount, parseDuration } from "../../parse.ts";
import { clean, fields, next, paragraphs } from "../../text.ts";
import { capabilityKindOption, type KindOptions } from "../permission/kind-option.ts";
import { requireCapability } from "./target.ts";

interface Options extends KindOptions {
  ttl?: number;
  scope?: SetCachePolicyInput["scope"];
  admission?: SetCachePolicyInput["admission"];
  keyField: string[];
  allFields?: true;
  maxBytes?: number;
  staleAfter: string[];
  neverStale?: true;
  off?: true;
  on?: true;
}

/** Keeps the answers of one capability for a while. */
export const cacheSet: Register = (parent, run) =>
  void parent
    .command("set")
    .description("keep the answers of one capability for a while; what is not given stays as it is")
    .argument("<capability>", "serverId::capability")
    .addOption(capabilityKindOption())
    .option("--ttl <duration>", "how long an answer is given out again: 1s to 1d", parseDuration)
    .addOption(
      new Option("--scope <scope>", "whether others with the same permissions share an answer").choices(
        cacheScopeSchema.options,
      ),
    )
    .addOption(
      new Option("--admission <when>", "keep at the first call, or once a question was asked twice").choices(
        cacheAdmissionSchema.options,
      ),
    )
    .option("--key-field <argument>", "only these arguments tell two calls apart; may be repeated", collect, [])
    .option("--all-fields", "all arguments tell two calls apart")
    .option("--max-bytes <number>", "the largest answer that is kept: 1024 to 5242880", parseCount)
    .option(
      "--stale-after <tool>",
      "a tool whose calls make answers stale; * for any other; may be repeated",
      collect,
      [],
    )
    .option("--never-stale", "no tool makes answers stale")
    .option("--off", "keep the policy, but no answers")
    .option("--on", "keep answers again")
    .action(
      run(async ({ core }, target: string, options: Options) => {
        if (options.on && options.off) throw new CliError("cli.usage", "--on and --off exclude each other.");
        const policy = await core.cache.setPolicy.mutate({
          ...requireCapability(target, options.kind),
          ...(options.ttl !== undefined && { ttlSeconds: options.ttl }),
          ...(options.scope !== undefined && { scope: options.scope }),
          ...(options.admission !== undefined && { admission: options.admission }),
          ...(options.keyField.length > 0 && { keyFields: options.keyField }),
          ...(options.allFields && { keyFields: null }),
          ...(options.maxBytes !== undefined && { maxEntryBytes: options.maxBytes }),
          ...(options.staleAfter.length > 0 && { invalidatedBy: options.staleAfter }),
          ...(options.neverStale && { invalidatedBy: [] }),
          ...(options.off && { enabled: false }),
          ...(options.on && { enabled: true }),
        });
        return {
          document: policy,
          text: paragraphs(
            fields([
              ["capability", `${policy.serverId}::${policy.name}`],
              ["kept", policy.enabled ? `${policy.ttlSeconds} s` : "off"],
              ["for one", policy.scope],
              ["admission", policy.admission],
              ["told apart by", policy.keyFields?.join(", ") ?? "all arguments"],
              ["largest answer", `${policy.maxEntryBytes} bytes`],
              ["stale after", policy.invalidatedBy.join(", ")],
            ]),
            policy.problem && clean(policy.problem),
            next("peta cache policies"),
          ),
        };
      }),
    );
