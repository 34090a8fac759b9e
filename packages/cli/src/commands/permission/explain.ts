import type { Register } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { parseJsonObject, parseTarget, requirePrincipalId } from "../../parse.ts";
import { callKindOption, type CallKindOptions } from "./kind-option.ts";
import { explanationText } from "./explanation-text.ts";

/** Every step of one decision: what would happen, and what determined it. Calls nothing. */
export const permissionExplain: Register = (parent, run) =>
  void parent
    .command("explain")
    .description("what would happen if a principal made this call, step by step; nothing is called")
    .argument("<principalId>")
    .argument("<target>", "serverId::capability")
    .argument("[arguments]", "the call's arguments as a JSON object")
    .addOption(callKindOption())
    .action(
      run(async ({ core }, id: string, targetText: string, args: string | undefined, options: CallKindOptions) => {
        const { serverId, name } = parseTarget(targetText);
        if (name === undefined)
          throw new CliError("cli.usage", `"${targetText}" names a server only; explain needs serverId::capability.`);
        const explanation: unknown = await core.permissions.explain.query({
          principalId: requirePrincipalId(id),
          serverId,
          kind: options.kind,
          name,
          ...(args !== undefined && { arguments: parseJsonObject(args, "The arguments") }),
        });
        return { document: explanation, text: explanationText(explanation) };
      }),
    );
