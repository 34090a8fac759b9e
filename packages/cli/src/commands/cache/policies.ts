import type { Register } from "../../command.ts";
import { next, paragraphs, table } from "../../text.ts";

/** Which answers are kept. */
export const cachePolicies: Register = (parent, run) =>
  void parent
    .command("policies")
    .description("of which capabilities answers are kept, and how often that helped")
    .action(
      run(async ({ core }) => {
        const policies = await core.cache.policies.query();
        const rows = policies.map((policy) => [
          `${policy.serverId}::${policy.name}`,
          policy.kind,
          policy.enabled ? `${policy.ttlSeconds} s` : "off",
          policy.scope,
          policy.entries,
          policy.hits,
          policy.misses,
          policy.problem,
        ]);
        return {
          document: policies,
          text: paragraphs(
            rows.length === 0
              ? "No answers are kept: every call reaches its server."
              : table(["CAPABILITY", "KIND", "KEPT", "FOR ONE", "ENTRIES", "HITS", "MISSES", "PROBLEM"], rows),
            rows.length === 0 && next("peta cache set SERVER::TOOL --ttl 1m"),
          ),
        };
      }),
    );
