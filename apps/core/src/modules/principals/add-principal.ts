import type { addPrincipalInputSchema, PrincipalView } from "@peta/contract";
import type { z } from "zod";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { EventBus } from "../events.ts";
import type { AttemptLimit } from "./attempt-limit.ts";
import type { AccountStore, PasswordHasher } from "./console-session-store.ts";
import { iso } from "../iso-time.ts";
import { createFindAccount } from "./find-account.ts";
import { requireRankAbove, requireRoleForAgent } from "./guard-roles.ts";
import { viewOf } from "./list-principals.ts";
import type { Caller, Principal } from "./principal.ts";
import type { PrincipalStore } from "./principal-store.ts";

/**
 * Adds a person or an agent to the caller's workspace. An agent answers to a person: the one named, or the caller.
 * A person with an e-mail alone joins with the account that they have. Throws principal.duplicate,
 * principal.owner_required, principal.disabled, account.duplicate, auth.forbidden, auth.too_many_attempts, input.invalid.
 */
export function createAddPrincipal(deps: {
  principals: PrincipalStore;
  passwords: PasswordHasher;
  audit: AuditRecorder;
  events: EventBus;
  newId: (prefix: string) => string;
  accounts: Pick<AccountStore, "findByEmail" | "listPrincipals">;
  attempts: AttemptLimit;
  clock: Clock;
}) {
  const findAccount = createFindAccount(deps);
  return async (
    actor: Caller,
    input: z.output<typeof addPrincipalInputSchema>,
    { expiresAt = null }: { expiresAt?: number | null } = {},
  ): Promise<PrincipalView> => {
    await requireAdministrator(deps, actor, "principal.add");
    const { workspaceId } = actor.principal;
    requireRankAbove(actor.principal, input.role, `add a principal with the role ${input.role}`);
    if (input.kind === "agent") requireRoleForAgent(input.role);
    if (input.kind === "agent" && (input.email !== undefined || input.password !== undefined)) {
      throw new CoreError(
        "input.invalid",
        "An agent does not sign in: leave e-mail and password away and create a token for it.",
      );
    }
    if (input.email === undefined && input.password !== undefined)
      throw new CoreError("input.invalid", "Give e-mail and password together, or neither.");
    const owner = input.kind === "agent" ? await findOwner(deps.principals, actor, input.ownerId) : null;
    if (await deps.principals.findByHandle(workspaceId, input.principalId)) {
      throw new CoreError(
        "principal.duplicate",
        `There is a principal "${input.principalId}" already. Choose another id.`,
      );
    }
    const known =
      input.email === undefined ? null : await findAccount(actor, input.email, input.password !== undefined);
    const here = known?.principals.find((one) => one.workspaceId === workspaceId);
    if (here)
      throw new CoreError("principal.duplicate", `This person is in this workspace already, as "${here.handle}".`);
    const principal: Principal = {
      id: deps.newId("prn"),
      workspaceId,
      handle: input.principalId,
      displayName: input.displayName ?? input.principalId,
      kind: input.kind,
      role: input.role,
      status: "active",
      expiresAt,
      accountId: known?.id ?? (input.email ? deps.newId("acc") : null),
      ownerId: owner?.id ?? null,
    };
    const account =
      !known && input.email && input.password && principal.accountId
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
      ...(expiresAt !== null && { expiresAt: iso(expiresAt) }),
      ...(known && { joinsAccount: true }),
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
