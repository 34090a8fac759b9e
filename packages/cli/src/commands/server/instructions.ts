import type { Register } from "../../command.ts";
import { requireServerId } from "../../parse.ts";
import { next, paragraphs, quoted } from "../../text.ts";

/** What a server tells models about itself: as clients are told it, and as it waits for somebody to look at it. */
export const serverInstructions: Register = (parent, run) =>
  void parent
    .command("instructions")
    .description("what a server tells models about itself: shows it, and lets clients be told what has changed")
    .argument("<serverId>")
    .option("--accept <hash>", "clients are told the waiting instructions; the hash is the one shown with them")
    .action(
      run(async ({ core }, id: string, { accept }: { accept?: string }) => {
        const serverId = requireServerId(id);
        const server =
          accept === undefined
            ? await core.servers.get.query({ serverId })
            : await core.servers.acceptInstructions.mutate({ serverId, hash: accept });
        const { acceptedInstructions: accepted, waitingInstructions: waiting, serverInfo } = server;
        const isTold = accepted !== null && serverInfo?.instructions != null;
        return {
          document: { accepted, waiting },
          text: paragraphs(
            isTold ? `Clients are told:\n${quoted(accepted)}` : "Clients are told nothing.",
            waiting && `Waiting to be looked at (${waiting.hash}):\n${quoted(waiting.text)}`,
            waiting && next(`peta server instructions ${id} --accept ${waiting.hash}`),
          ),
        };
      }),
    );
