import type { Register } from "../../command.ts";
import { next, paragraphs } from "../../text.ts";

/** Ends one MCP session. */
export const clientEnd: Register = (parent, run) =>
  void parent
    .command("end")
    .description("end an MCP session; its client has to open a new one")
    .argument("<session>", "as `client sessions` shows it")
    .action(
      run(async ({ core }, sessionRef: string) => {
        const done = await core.clients.endSession.mutate({ sessionRef });
        return {
          document: { sessionRef, ...done },
          text: paragraphs("The session has ended.", next("peta client sessions")),
        };
      }),
    );
