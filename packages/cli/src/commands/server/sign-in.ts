import type { ServerDetail, ServerSignIn, StartedSignIn } from "@peta/contract";
import type { Register } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { requireServerId } from "../../parse.ts";
import type { CoreSession } from "../../session.ts";
import { clean, moment, next, paragraphs } from "../../text.ts";
import { signInText } from "./sign-in-text.ts";

const POLL_MS = 2_000;
/** As long as a sign-in that was started can be finished. */
const WAIT_MS = 600_000;

/** Signs Core in to an HTTP server: a browser does it, this command says where and waits. */
export const serverSignIn: Register = (parent, run) =>
  void parent
    .command("sign-in")
    .description("sign Core in to a server that wants OAuth: prints the address for your browser, and waits")
    .argument("<serverId>")
    .option("--no-wait", "print the address and end; so does --json")
    .action(
      run(async (session, id: string, { wait }: { wait: boolean }) => {
        const { core, json } = session;
        const serverId = requireServerId(id);
        const before = (await core.servers.get.query({ serverId })).signIn;
        const started = await core.servers.startSignIn.mutate({ serverId });
        if (json || !wait)
          return { document: started, text: paragraphs(askText(started), next(`peta server show ${serverId}`)) };
        const { signIn, status } = await untilSignedIn(session, { serverId, before, started });
        return {
          document: signIn,
          text: paragraphs(
            `Signed in to "${serverId}" (${status}).${signIn ? `\n${clean(signInText(signIn))}` : ""}`,
            next(`peta server show ${serverId}`),
          ),
        };
      }),
    );

const askText = ({ url, issuer, scope, expiresAt }: StartedSignIn): string =>
  paragraphs(
    `${clean(issuer)} will ask whether Core may use your account there${scope === null ? "" : `, for: ${clean(scope)}`}.\nOpen this in a browser until ${moment(expiresAt)} UTC:`,
    `  ${clean(url)}`,
  );

/** Says what to do, and waits until it is done. Throws cli.not_signed_in when nobody has signed in by the end, or Ctrl-C has ended the waiting. */
function untilSignedIn(
  { core, io, note }: CoreSession,
  about: { serverId: string; before: ServerSignIn | null; started: StartedSignIn },
): Promise<Pick<ServerDetail, "signIn" | "status">> {
  const { serverId, before, started } = about;
  return io.interruptible(async (signal) => {
    note(paragraphs(askText(started), "Waiting until that is done. Ctrl-C ends the waiting."));
    try {
      for (let waited = 0; waited < WAIT_MS; waited += POLL_MS) {
        await io.pause(POLL_MS, signal);
        const server = await core.servers.get.query({ serverId }, { signal });
        const { signIn } = server;
        // Core's own times are compared with each other: the clock here may be another.
        if (signIn?.state === "signed_in" && signIn.signedInAt !== before?.signedInAt) return server;
        const { lastFailure = null } = signIn ?? {};
        if (lastFailure && lastFailure.at !== before?.lastFailure?.at) throw failed(serverId, lastFailure.message);
      }
    } catch (error) {
      if (!signal.aborted || error instanceof CliError) throw error;
      throw new CliError("cli.not_signed_in", "The waiting was ended. Nothing is lost by it.", {
        cause: error,
        hint: `The sign-in can still be finished in the browser until ${moment(started.expiresAt)} UTC; \`peta server show ${serverId}\` tells whether it was.`,
      });
    }
    throw new CliError("cli.not_signed_in", `Nobody has signed in to "${serverId}" within ten minutes.`, {
      hint: `\`peta server sign-in ${serverId}\` starts anew; \`peta server show ${serverId}\` says what is wrong.`,
    });
  });
}

const failed = (serverId: string, why: string): CliError =>
  new CliError("cli.not_signed_in", `Core is not signed in to "${serverId}". ${clean(why)}`, {
    hint: `\`peta server sign-in ${serverId}\` starts anew.`,
  });
