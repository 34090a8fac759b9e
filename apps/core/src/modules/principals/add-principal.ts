import type { addPrincipalInputSchema, PrincipalView } from "@peta/contract";
import type { z } from "zod";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import type { EventBus } from "../events.ts";
import type { PasswordHasher } from "./console-session-store.ts";
import { requireRankAbove, requireRoleForAgent } from "./guard-roles.ts";
import { viewOf } from "./list-principals.ts";
import type { Caller, Principal } from "./principal.ts";
import type { PrincipalStore } from "./principal-store.ts";

/**
 * Adds a person or an agent to the caller's workspace. An agent answers to a person: the one named, or the caller.
 * Throws principal.duplicate, principal.owner_required, principal.disabled, account.duplicate, auth.forbidden, input.invalid.
 */
export function createAddPrincipal(deps: {
  principals: PrincipalStore;
  passwords: PasswordHasher;
  audit: AuditRecorder;
  events: EventBus;
  newId: (prefix: string) => string;
}) {
  return async (actor: Caller, input: z.output<typeof addPrincipalInputSchema>): Promise<PrincipalView> => {
    const { workspaceId } = actor.principal;
    requireRankAbove(actor.principal, input.role, `add a principal with the role ${input.role}`);
    if (input.kind === "agent") requireRoleForAgent(input.role);
    if (input.kind === "agent" && (input.email !== undefined || input.password !== undefined)) {
      throw new CoreError(
        "input.invalid",
        "An agent does not sign in: leave e-mail and password away and create a token for it.",
      );
    }
    if ((input.email === undefined) !== (input.password === undefined)) {
      throw new CoreError("input.invalid", "Give e-mail and password together, or neither.");
    }
    const owner = input.kind === "agent" ? await findOwner(deps.principals, actor, input.ownerId) : null;
    if (await deps.principals.findByHandle(workspaceId, input.principalId)) {
      throw new CoreError(
        "principal.duplicate",
        `There is a principal "${input.principalId}" already. Choose another id.`,
      );
    }
    const principal: Principal = {
      id: deps.newId("prn"),
      workspaceId,
      handle: input.principalId,
      displayName: input.displayName ?? input.principalId,
      kind: input.kind,
      role: input.role,
      status: "active",
      expiresAt: null,
      accountId: input.email ? deps.newId("acc") : null,
      ownerId: owner?.id ?? null,
    };
    const account =
      input.email && input.password && principal.accountId
        ? {
            id: principal.accountId,
            email: input.email,
            displayName: principal.displayName,
            passwordHash: await deps.passwords.hash(input.password),
          }
        : null;
    const detail = {
      principalId: principal.handle,
      kind: principal.kind,
      role: principal.role,
      ownerId: owner?.handle ?? null,
      email: input.email ?? null,
    };
    await recordAction(deps, actor, "principal.add", detail, () => deps.principals.insert(principal, account));
    deps.events.publish({ type: "principals.changed", workspaceId, principalId: principal.id });
    return viewOf(deps, workspaceId, principal.id);
  };
}

async function findOwner(principals: PrincipalStore, actor: Caller, ownerId: string | undefined): Promise<Principal> {
  const owner =
    ownerId === undefined ? actor.principal : await principals.findByHandle(actor.principal.workspaceId, ownerId);
  if (!owner) throw new CoreError("principal.not_found", `There is no principal "${ownerId}" to own this agent.`);
  if (owner.kind !== "person")
    throw new CoreError(
      "principal.owner_required",
      "An agent needs a person who answers for it: name one with ownerId (--owner).",
    );
  if (owner.status !== "active")
    throw new CoreError("principal.disabled", `"${owner.handle}" is disabled and cannot answer for an agent.`);
  return owner;
}
