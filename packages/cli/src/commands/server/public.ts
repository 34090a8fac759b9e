import { anonymousRateSchema, type ServerSummary } from "@peta/contract";
import { InvalidArgumentError, Option } from "commander";
import type { Register } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { collect, requireServerId } from "../../parse.ts";
import { clean, fields, next, paragraphs } from "../../text.ts";

interface Options {
  open?: "on" | "off";
  tool: string[];
  readOnly?: true;
  tools: boolean;
  rate?: number;
}

const parseRate = (text: string): number => {
  const parsed = anonymousRateSchema.safeParse(Number(text));
  if (!parsed.success) throw new InvalidArgumentError("A whole number from 1 to 1000 is needed.");
  return parsed.data;
};

/** Opens a server to callers without a sign-in, chooses its tools for them, or shows what is open. */
export const serverPublic: Register = (parent, run) =>
  void parent
    .command("public")
    .description("what callers without a sign-in may use at /mcp/public: shows it, or changes it")
    .argument("<serverId>")
    .addOption(new Option("--open <switch>", "whether the server is open to them").choices(["on", "off"]))
    .option("--tool <name>", "a tool for them, in the place of those chosen before; repeat for more", collect, [])
    .option("--read-only", "choose the tools that now say that they only read")
    .option("--no-tools", "choose none")
    .option("--rate <n>", "requests a minute from one address (default: 10)", parseRate)
    .action(
      run(async ({ core }, id: string, options: Options) => {
        const serverId = requireServerId(id);
        const { open, tool, readOnly, tools, rate } = options;
        if ([tool.length > 0, readOnly === true, !tools].filter(Boolean).length > 1)
          throw new CliError("cli.usage", "Give --tool, --read-only or --no-tools, not several of them.");
        const change = {
          ...(open !== undefined && { anonymousAccess: open === "on" }),
          ...(rate !== undefined && { anonymousRateLimit: rate }),
          ...(tool.length > 0 && { anonymousTools: tool }),
          ...(readOnly && { anonymousTools: "read-only" as const }),
          ...(!tools && { anonymousTools: [] }),
        };
        const server =
          Object.keys(change).length === 0
            ? await core.servers.get.query({ serverId })
            : await core.servers.update.mutate({ serverId, ...change });
        const { endpoint, workspace } = await core.installation.status.query();
        const address = `${endpoint}/public/${workspace.slug}`;
        return { document: toDocument(server, address), text: textOf(server, address) };
      }),
    );

type Shown = Pick<ServerSummary, "serverId" | "anonymousAccess" | "anonymousRateLimit"> & {
  capabilities: readonly { name: string; anonymous: boolean }[];
};

const toDocument = ({ serverId, anonymousAccess, anonymousRateLimit, capabilities }: Shown, address: string) => ({
  serverId,
  address,
  anonymousAccess,
  anonymousRateLimit,
  anonymousTools: capabilities.filter(({ anonymous }) => anonymous).map(({ name }) => name),
});

function textOf(server: Shown, address: string): string {
  const { serverId, anonymousAccess, anonymousRateLimit, anonymousTools } = toDocument(server, address);
  return paragraphs(
    fields([
      ["open", anonymousAccess ? "yes" : "no"],
      ["address", address],
      ["tools", anonymousTools.length === 0 ? "none" : anonymousTools.map((name) => clean(name)).join(", ")],
      ["requests a minute", `${anonymousRateLimit} from one address`],
    ]),
    anonymousAccess && anonymousTools.length === 0
      ? next(`peta server public ${serverId} --tool NAME`)
      : next("peta audit list --channel public"),
  );
}
