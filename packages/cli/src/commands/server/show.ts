import type { ServerDetail } from "@peta/contract";
import type { Register } from "../../command.ts";
import { requireServerId } from "../../parse.ts";
import { count, fields, moment, next, paragraphs } from "../../text.ts";
import { signInStep, signInText } from "./sign-in-text.ts";

/** One server: how it is reached, how it does and what is wrong. */
export const serverShow: Register = (parent, run) =>
  void parent
    .command("show")
    .description("one server: how it is reached, its state and why, and how Core is signed in to it")
    .argument("<serverId>")
    .action(
      run(async ({ core }, id: string) => {
        const server = await core.servers.get.query({ serverId: requireServerId(id) });
        return { document: server, text: showText(server) };
      }),
    );

type Shown = Pick<
  ServerDetail,
  "serverId" | "displayName" | "status" | "statusReason" | "statusSince" | "protocolVersion" | "counts" | "failure"
> & { launch: { transport: string } & Record<string, unknown>; signIn: ServerDetail["signIn"] };

const showText = (server: Shown): string => {
  const { launch, counts, signIn, failure } = server;
  const step = signInStep(server);
  return paragraphs(
    fields([
      ["server", server.serverId],
      ["name", server.displayName],
      ["status", `${server.status} since ${moment(server.statusSince)}`],
      ["reason", server.statusReason],
      ["reached by", `${launch.transport} ${whereOf(launch)}`.trim()],
      ["protocol", server.protocolVersion],
      [
        "offers",
        `${count(counts.tools, "tool")}, ${count(counts.resources + counts.templates, "resource")}, ${count(counts.prompts, "prompt")}`,
      ],
      ...(signIn ? [["sign-in", signInText(signIn, server.statusReason)] as const] : []),
      ...(failure ? [["what to do", failure.remedy] as const] : []),
    ]),
    next(step ?? `peta server log ${server.serverId}`),
  );
};

/** Program or address, without what is secret. */
function whereOf(launch: Shown["launch"]): string {
  if (typeof launch.url === "string") return launch.url;
  if (typeof launch.command === "string") return launch.command;
  return "";
}
