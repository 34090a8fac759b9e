import type { Register } from "../../command.ts";
import { requireServerId } from "../../parse.ts";
import { next, paragraphs } from "../../text.ts";

/** Ends Core's sign-in to a server, for everybody. */
export const serverSignOut: Register = (parent, run) =>
  void parent
    .command("sign-out")
    .description("end Core's sign-in to a server: its tokens are given back where that is possible, and forgotten")
    .argument("<serverId>")
    .action(
      run(async ({ core }, id: string) => {
        const serverId = requireServerId(id);
        const server = await core.servers.signOut.mutate({ serverId });
        return {
          document: server,
          text: paragraphs(
            `Signed out of "${serverId}" (${server.status}). ${
              server.signIn?.grant === "client_credentials"
                ? "Core signs in by itself with the next connection."
                : "Nobody reaches it through Core until the next sign-in."
            }`,
            next(
              server.signIn?.grant === "client_credentials"
                ? `peta server show ${serverId}`
                : `peta server sign-in ${serverId}`,
            ),
          ),
        };
      }),
    );
