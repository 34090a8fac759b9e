import type { setUpInputSchema } from "@peta/contract";
import type { z } from "zod";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import type { EventBus } from "../events.ts";
import type { AttemptLimit } from "../principals/attempt-limit.ts";
import type { PasswordHasher } from "../principals/console-session-store.ts";
import { importedToken } from "../principals/import-token.ts";
import type { Principal } from "../principals/principal.ts";
import type { InstallationStore, SetupToken, Workspace } from "./installation-store.ts";

/** An owner as clients of the legacy wires make one: with a token that Core has not seen, and no account. */
export interface LegacyOwner {
  setupToken: string;
  name: string;
  /** First 32 hex digits of the token's SHA-256. */
  legacyId: string;
}

export interface SetUpDeps {
  store: InstallationStore;
  setupToken: SetupToken;
  attempts: AttemptLimit;
  passwords: PasswordHasher;
  newId: (prefix: string) => string;
  issueToken: (principal: Principal, name: string) => Promise<{ token: string }>;
  /** Brings the new workspace to life, so that its first request is answered. */
  openWorkspace: (workspaceId: string) => Promise<void>;
  audit: AuditRecorder;
  events: EventBus;
  clock: Clock;
}

/** The owner's handle, from the name as typed: lower-case letters, digits and dots. */
const handleFrom = (name: string): string => {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ".")
    .replace(/^[^a-z]+|\.+$/g, "");
  return plain.slice(0, 40).replace(/\.+$/, "") || "owner";
};

/**
 * Creates the first workspace and its Owner, once. Wrong tokens are counted and slowed down.
 * Throws setup.already_done, setup.token_invalid, auth.too_many_attempts.
 */
export function createSetUp(deps: SetUpDeps) {
  return async (
    input: z.output<typeof setUpInputSchema> | LegacyOwner,
    from: { ipAddress: string | null },
  ): Promise<{ owner: Principal; workspace: Workspace; token?: string }> => {
    if (await deps.store.isSetUp()) throw alreadyDone();
    const attemptKey = `setup:${from.ipAddress}`;
    deps.attempts.require(attemptKey);
    if (!deps.setupToken.matches(input.setupToken)) {
      deps.attempts.failed(attemptKey);
      throw new CoreError(
        "setup.token_invalid",
        "This set-up token is not the one of this installation. It is in the start log and in the file setup-token of the data directory.",
      );
    }
    const workspace: Workspace = { id: deps.newId("wsp"), slug: "main", name: "Main" };
    const account =
      "email" in input
        ? {
            id: deps.newId("acc"),
            email: input.email,
            displayName: input.name,
            passwordHash: await deps.passwords.hash(input.password),
          }
        : null;
    const owner: Principal = {
      id: deps.newId("prn"),
      workspaceId: workspace.id,
      handle: handleFrom(input.name),
      displayName: input.name,
      kind: "person",
      role: "owner",
      status: "active",
      expiresAt: null,
      accountId: account?.id ?? null,
      ownerId: null,
    };
    await deps.store.createOwner(workspace, owner, {
      account,
      token: "legacyId" in input ? { record: importedToken(deps, owner, "----"), legacyId: input.legacyId } : null,
    });
    await deps.setupToken.discard();
    // The one action recorded after it is done: before it there is no workspace to record it in.
    await deps.audit.record({
      workspaceId: workspace.id,
      action: "installation.set_up",
      outcome: "allowed",
      channel: "system",
      principalId: owner.id,
      principalHandle: owner.handle,
      ipAddress: from.ipAddress,
      detail: { owner: owner.handle, email: account?.email ?? null },
    });
    await deps.openWorkspace(workspace.id);
    deps.events.publish({ type: "principals.changed", workspaceId: workspace.id, principalId: owner.id });
    return {
      owner,
      workspace,
      ...("wantsToken" in input && input.wantsToken && { token: (await deps.issueToken(owner, "Set-up")).token }),
    };
  };
}

export const alreadyDone = (cause?: unknown) =>
  new CoreError(
    "setup.already_done",
    "This installation is set up already. Sign in instead, or ask an owner to add you.",
    { cause },
  );
