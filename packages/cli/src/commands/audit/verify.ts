import type { Register } from "../../command.ts";
import { EXIT } from "../../errors.ts";
import { count, paragraphs, table } from "../../text.ts";

/** Walks every hash chain and says where one is broken. */
export const auditVerify: Register = (parent, run) =>
  void parent
    .command("verify")
    .description("check the hash chains of the audit; exits with 5 when a row was changed, removed or reordered")
    .action(
      run(async ({ core }) => {
        const found = await core.audit.verify.mutate();
        const chains = table(
          ["CHAIN", "ROWS", "STATE", "PROBLEM"],
          found.chains.map((chain) => [chain.writerId, chain.rows, chain.ok ? "ok" : "BROKEN", chain.problem]),
        );
        return {
          document: found,
          text: paragraphs(
            found.ok
              ? `The audit is intact: ${count(found.rows, "record")} in ${count(found.chains.length, "chain")}.`
              : "The audit was tampered with, or is damaged.",
            found.chains.length > 0 && chains,
            !found.ok &&
              "Next: keep a copy of the database before anything else, then look at `peta audit list` around the place named above.",
          ),
          exitCode: found.ok ? EXIT.ok : EXIT.checkFailed,
        };
      }),
    );
