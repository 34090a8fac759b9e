import type { CoreError } from "../../../errors.ts";
import type { AuditEntry, AuditRecorder } from "../../audit/audit-entry.ts";
import type { Log } from "../../log.ts";
import type { SignInPlace } from "./kept-sign-ins.ts";
import type { SignInCredentials, SignInRequest } from "./sign-in-flow.ts";

/** What Core does about a sign-in without anybody, in the audit log. */
export function createSignInRecords({ audit, log }: { audit: AuditRecorder; log: Log }) {
  const entry = ({ workspaceId, serverId }: SignInPlace, more: Pick<AuditEntry, "action" | "outcome">): AuditEntry => ({
    workspaceId,
    serverId,
    principalId: null,
    principalHandle: null,
    channel: "system",
    ...more,
  });
  return {
    /** Core signs in with its client credentials. Throws audit.unavailable. */
    byItself: (place: SignInPlace, { oauth, challenge }: SignInRequest): Promise<void> =>
      audit.record({
        ...entry(place, { action: "server.sign_in", outcome: "allowed" }),
        detail: { grant: oauth.grant, clientId: oauth.clientId, scope: oauth.scope ?? challenge?.scope ?? null },
      }),
    /** The authorization server refuses the next token, or the first one, for good. Never rejects: nothing is done that had to be recorded. */
    async ended(place: SignInPlace, held: SignInCredentials | null, error: CoreError): Promise<void> {
      const { issuer = null, scope = null } = held ?? {};
      const more = { errorCode: error.code, reason: error.message, detail: { issuer, scope } };
      try {
        await audit.record({ ...entry(place, { action: "server.sign_in_ended", outcome: "failed" }), ...more });
      } catch (err) {
        log.error({ err, serverId: place.serverId }, "the end of a sign-in to a server could not be recorded");
      }
    },
  };
}

export type SignInRecords = ReturnType<typeof createSignInRecords>;
