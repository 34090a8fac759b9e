import type { Register } from "../../command.ts";

/** The rules in force, as the document that `policy save` takes. */
export const policyGet: Register = (parent, run) =>
  void parent
    .command("get")
    .description("print the rules in force, as the JSON document that `policy save` takes")
    .action(
      run(async ({ core }) => {
        const set = await core.policies.get.query();
        return { document: set, text: JSON.stringify(set, null, 2) };
      }),
    );
