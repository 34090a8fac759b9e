import type { EffectivePermissions } from "@peta/contract";
import type { Register } from "../../command.ts";
import { requirePrincipalId } from "../../parse.ts";
import { next, paragraphs, short, table } from "../../text.ts";

/** What a principal may do, and why. */
export const permissionShow: Register = (parent, run) =>
  void parent
    .command("show")
    .description("what a principal may do, and why")
    .argument("<principalId>")
    .action(
      run(async ({ core }, id: string) => {
        const principalId = requirePrincipalId(id);
        const shown = await core.permissions.show.query({ principalId });
        return { document: shown, text: permissionsText(shown) };
      }),
    );

const switchText = (position: boolean | null): string => (position === null ? "-" : position ? "on" : "off");

function permissionsText({ principalId, servers }: EffectivePermissions): string {
  const rows = servers.flatMap((server) => [
    [
      server.serverId,
      "server",
      switchText(server.switch),
      server.enabled ? (server.publicAccess ? "public" : "by switch") : "disabled",
      "",
    ],
    ...server.capabilities.map((one) => [
      one.canonicalName,
      one.kind,
      switchText(one.switch),
      one.effect.replaceAll("_", " "),
      short(one.reason),
    ]),
  ]);
  if (rows.length === 0) return paragraphs("No servers yet.", next("peta server list"));
  return paragraphs(`Permissions of "${principalId}":`, table(["NAME", "KIND", "SWITCH", "EFFECT", "WHY"], rows));
}
