import type { ClientCapabilities } from "@peta/contract";
import type { Register } from "../../command.ts";
import { next, paragraphs, short, table } from "../../text.ts";
import { type OfOptions, principalOf, withOfOption } from "./of-option.ts";

/** What one client may use, with the user's own switches. */
export const clientShow: Register = (parent, run) =>
  void withOfOption(parent.command("show"))
    .description("what one client application may use, and what you have switched off or raised for it")
    .argument("<clientKey>", "as `client list` shows it; * is every client")
    .action(
      run(async ({ core }, clientKey: string, options: OfOptions) => {
        const shown = await core.clients.capabilities.query({ clientKey, ...principalOf(options) });
        return { document: shown, text: capabilitiesText(shown) };
      }),
    );

const switchText = (enabled: boolean | null): string => (enabled === null ? "-" : enabled ? "on" : "off");

/** `1`, or `0 > 2` where the user has raised it. */
const levelText = (base: number, level: number): string => (level > base ? `${base} > ${level}` : String(base));

export function capabilitiesText({ clientKey, servers }: ClientCapabilities): string {
  if (servers.length === 0) return `The client ${clientKey} may use no server.`;
  const rows = servers.flatMap((server) => [
    [
      server.serverId,
      "server",
      switchText(server.enabled),
      "",
      !server.isConfigurable
        ? server.status
        : server.isConfigured
          ? `${server.status}, own values`
          : "needs your values",
      "",
    ],
    ...server.capabilities.map((one) => [
      `${server.serverId}::${one.name}`,
      one.kind,
      switchText(one.enabled),
      levelText(one.baseDangerLevel, one.dangerLevel),
      one.dependsOnCall ? "per call" : one.effect.replaceAll("_", " "),
      short(one.reason),
    ]),
  ]);
  const isMissing = servers.find((server) => server.isConfigurable && !server.isConfigured);
  return paragraphs(
    `What the client ${clientKey} may use:`,
    table(["NAME", "KIND", "SWITCH", "LEVEL", "EFFECT", "WHY"], rows),
    isMissing && next(`peta server configure ${isMissing.serverId}`),
  );
}
