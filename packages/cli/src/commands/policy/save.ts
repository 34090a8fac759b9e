import { type policySetSchema, savePolicySetInputSchema } from "@peta/contract";
import type { Register } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { parseJsonObject } from "../../parse.ts";
import { readText } from "../../read-text.ts";
import { count, next, paragraphs } from "../../text.ts";

/** Replaces the rules by those of a file. */
export const policySave: Register = (parent, run) =>
  void parent
    .command("save")
    .description("replace the rules by those of a file; refused when somebody saved a newer version meanwhile")
    .argument("<file>", "a document like the one of `policy get`; - reads standard input")
    .action(
      run(async ({ core, io }, file: string) => {
        const parsed = savePolicySetInputSchema.safeParse(
          parseJsonObject(await readText(io, file), file === "-" ? "The policy" : file),
        );
        if (!parsed.success) {
          const issue = parsed.error.issues[0];
          throw new CliError(
            "policy.invalid",
            `The policy does not fit at ${issue?.path.join(".") || "its top"}: ${issue?.message}.`,
          );
        }
        const saved: ReturnType<typeof policySetSchema.parse> = await core.policies.save.mutate(parsed.data);
        return {
          document: saved,
          text: paragraphs(
            `Saved version ${saved.version} with ${count(saved.rules.length, "rule")}.`,
            next("peta permission explain PRINCIPAL SERVER::TOOL"),
          ),
        };
      }),
    );
