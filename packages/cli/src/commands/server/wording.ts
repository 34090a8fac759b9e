import type { Register } from "../../command.ts";
import { requireServerId } from "../../parse.ts";
import { count, next, paragraphs } from "../../text.ts";
import { differencesText, nameText } from "./differences.ts";

const WORDS = { before: "as clients are shown it", now: "as it waits" };

/** How a server describes its prompts and resources, where that waits for somebody to look at it. */
export const serverWording: Register = (parent, run) =>
  void parent
    .command("wording")
    .description("how a server describes its prompts and resources: shows what has changed, and lets clients see it")
    .argument("<serverId>")
    .option("--accept <hash...>", "clients are shown the waiting words; the hashes are those shown with them")
    .action(
      run(async ({ core }, id: string, { accept: hashes }: { accept?: string[] }) => {
        const serverId = requireServerId(id);
        const server =
          hashes === undefined
            ? await core.servers.get.query({ serverId })
            : await core.servers.acceptWording.mutate({ serverId, hashes });
        const waiting = server.capabilities.flatMap(({ kind, name, waitingWording }) =>
          waitingWording ? [{ kind, name, ...waitingWording }] : [],
        );
        return {
          document: waiting,
          text: paragraphs(
            hashes && `Clients are shown ${count(new Set(hashes).size, "description")} anew.`,
            waiting.length === 0 && "Nothing waits: clients are shown the words of the server.",
            ...waiting.map(
              ({ kind, name, hash, accepted, now }) =>
                `${kind} ${nameText(name)} (${hash})\n${differencesText(accepted, now, WORDS)}`,
            ),
            waiting[0] && next(`peta server wording ${id} --accept ${waiting[0].hash}`),
          ),
        };
      }),
    );
