import type { Register } from "../../command.ts";
import { next, paragraphs } from "../../text.ts";

interface Options {
  note?: string;
  lockMeOut?: boolean;
}

/** Lets an address or a range in. */
export const networkAllow: Register = (parent, run) =>
  void parent
    .command("allow")
    .description("let an address or a range in; with the first rule, every other address is refused")
    .argument("<range>", "192.0.2.7, 192.0.2.0/24, 2001:db8::1 or 2001:db8::/32")
    .option("--note <text>", "whose it is")
    .option("--lock-me-out", "also when it shuts out the address that you come from")
    .action(
      run(async ({ core }, range: string, { note, lockMeOut = false }: Options) => {
        const rule = await core.network.addRule.mutate({ range, lockMeOut, ...(note !== undefined && { note }) });
        return {
          document: rule,
          text: paragraphs(
            `Requests from ${rule.range} may come. Addresses that no rule names are refused.`,
            next("peta network rules", `peta network remove ${rule.range}`),
          ),
        };
      }),
    );
