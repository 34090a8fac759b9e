import type { CapabilityKind } from "@peta/contract";
import { CliError } from "../../errors.ts";
import { parseTarget } from "../../parse.ts";

/** `serverId::capability`, which a policy is about. Throws cli.usage. */
export function requireCapability(text: string, kind: CapabilityKind) {
  const { serverId, name } = parseTarget(text);
  if (name === undefined)
    throw new CliError("cli.usage", `"${text}" is a whole server: name one capability, as in ${serverId}::TOOL.`);
  return { serverId, kind, name };
}
