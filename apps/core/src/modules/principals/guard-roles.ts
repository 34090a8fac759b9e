import type { Role } from "@peta/contract";
import { CoreError } from "../../errors.ts";
import type { Principal } from "./principal.ts";

const RANK: Record<Role, number> = { owner: 1, admin: 2, user: 3, guest: 4 };

/**
 * Owners govern everybody; admins govern users and guests, never owners or other admins. Throws auth.forbidden.
 * @param role the role concerned: the one the other principal has, or the one it shall get
 */
export function requireRankAbove(actor: Principal, role: Role, what: string): void {
  if (actor.role === "owner") return;
  if (actor.role === "admin" && RANK[role] > RANK.admin) return;
  throw new CoreError("auth.forbidden", `Only an owner may ${what}.`);
}

/** Whether somebody with this role may make tokens for a principal: for themself, and for those whom they govern. */
export const mayMakeTokensFor = (role: Role, isSelf: boolean, of: Role): boolean =>
  role === "owner" || (role === "admin" && (isSelf || RANK[of] > RANK.admin));

/** An agent never owns a workspace: the last owner must be somebody who can sign in. Throws input.invalid. */
export function requireRoleForAgent(role: Role): void {
  if (role === "owner")
    throw new CoreError(
      "input.invalid",
      "An agent cannot be an owner: owners are people. Give it the role admin, user or guest.",
    );
}
