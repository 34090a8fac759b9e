import type { CapabilityView } from "@peta/contract";
import type { Register } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { toCliError } from "../../map-error.ts";
import { requireServerId } from "../../parse.ts";
import type { CoreSession } from "../../session.ts";
import { count, next, paragraphs } from "../../text.ts";
import { differencesText, nameText, saidText } from "./differences.ts";

interface WaitingTool {
  name: string;
  hash: string;
  /** Null: it is new. */
  before: Record<string, unknown> | null;
  now: Record<string, unknown>;
}

type Listed = Pick<CapabilityView, "name" | "quarantine" | "definitionHash"> & { definition?: unknown };

const waitingTools = (capabilities: readonly Listed[]): WaitingTool[] =>
  capabilities.flatMap(({ name, quarantine, definitionHash: hash, definition }) =>
    quarantine ? [{ name, hash, before: quarantine.before, now: definition as Record<string, unknown> }] : [],
  );

const toolText = ({ name, hash, before, now }: WaitingTool): string =>
  before
    ? `tool ${nameText(name)} (${hash})\n${differencesText(before, now, { before: "as it was", now: "as it is" })}`
    : `tool ${nameText(name)} (${hash}) is new\n${Object.entries(now)
        .map(([member, value]) => `${nameText(member)}:\n${saidText(value)}`)
        .join("\n")}`;

const namesOf = (tools: readonly WaitingTool[]): string => tools.map(({ name }) => nameText(name)).join(", ");

/**
 * One after the other: Core refuses each by itself that is another one by the time it hears of it. Ends at the first that
 * fails, with Core's error, which then says of every other one whether it was switched on.
 */
async function switchOn(session: CoreSession, serverId: string, tools: readonly WaitingTool[]): Promise<void> {
  for (const [at, { name, hash }] of tools.entries()) {
    try {
      await session.core.servers.setCapability.mutate({
        serverId,
        kind: "tool",
        name,
        enabled: true,
        definitionHash: hash,
      });
    } catch (error) {
      const { code, message, hint } = toCliError(error, session);
      const [before, after] = [tools.slice(0, at), tools.slice(at + 1)];
      const said = [
        `${nameText(name)}: ${message}`,
        before.length > 0 ? `Switched on before it: ${namesOf(before)}.` : "None was switched on before it.",
        after.length > 0 && `Not tried after it: ${namesOf(after)}.`,
      ];
      throw new CliError(code, said.filter(Boolean).join(" "), { cause: error, ...(hint !== undefined && { hint }) });
    }
  }
}

/** Tools that are off because nobody has looked at them as they are (A37). */
export const serverTools: Register = (parent, run) =>
  void parent
    .command("tools")
    .description(
      "tools that are off because they are new or have changed: shows what they were and are, and switches them on",
    )
    .argument("<serverId>")
    .option("--accept <hash...>", "switches on exactly what was looked at; the hashes are those shown with the tools")
    .action(
      run(async (session, id: string, { accept = [] }: { accept?: string[] }) => {
        const serverId = requireServerId(id);
        const wanted = new Set(accept);
        const found = waitingTools((await session.core.servers.get.query({ serverId })).capabilities);
        const accepted = found.filter(({ hash }) => wanted.has(hash));
        const unknown = [...wanted].filter((hash) => found.every((tool) => tool.hash !== hash));
        if (unknown.length > 0)
          throw new CliError(
            "capability.changed",
            `No tool waits with the hash ${unknown.map(nameText).join(", nor with ")}. None was switched on.`,
            { hint: `It may have changed meanwhile: look with \`peta server tools ${id}\`.` },
          );
        await switchOn(session, serverId, accepted);
        const waiting = found.filter((tool) => !accepted.includes(tool));
        const [first] = waiting;
        return {
          document: waiting,
          text: paragraphs(
            accepted.length > 0 &&
              `Switched ${count(accepted.length, "tool")} on: ${namesOf(accepted)}.${waiting.length > 0 ? ` Still waiting: ${namesOf(waiting)}.` : ""}`,
            waiting.length === 0 && "No tool waits to be looked at.",
            ...waiting.map(toolText),
            first &&
              next(
                `peta server tools ${id} --accept ${first.hash}`,
                `peta server capability ${id} tool NAME --enabled off`,
              ),
          ),
        };
      }),
    );
