import type { Role } from "@peta/contract";
import { type Principal, storedKind } from "../../modules/principals/principal.ts";

const ROLES: readonly Role[] = ["owner", "admin", "user", "guest"];

/** Roles are stored by the numbers of the legacy wires: 1 owner, 2 admin, 3 user, 4 guest. */
export const toRoleNumber = (role: Role): number => ROLES.indexOf(role) + 1;
export const toRole = (number: number): Role => ROLES[number - 1] ?? "guest";

interface PrincipalRow {
  id: string;
  workspaceId: string;
  handle: string;
  displayName: string;
  kind: "person" | "agent";
  role: number;
  status: "active" | "disabled";
  expiresAt: Date | null;
  accountId: string | null;
  ownerId: string | null;
  owner: { status: "active" | "disabled"; expiresAt: Date | null } | null;
}

/** What a query has to include, so that an agent is known with how its owner stands. */
export const WITH_OWNER = { owner: { select: { status: true, expiresAt: true } } } as const;

export const toPrincipal = (row: PrincipalRow): Principal => ({
  id: row.id,
  workspaceId: row.workspaceId,
  handle: row.handle,
  displayName: row.displayName,
  kind: row.kind,
  role: toRole(row.role),
  status: row.status,
  expiresAt: row.expiresAt?.getTime() ?? null,
  accountId: row.accountId,
  ownerId: row.ownerId,
  ...(row.owner && { owner: { status: row.owner.status, expiresAt: row.owner.expiresAt?.getTime() ?? null } }),
});

/** A row with an account: a person, for whom nobody answers. */
export const toPerson = (row: Omit<PrincipalRow, "owner">): Principal => toPrincipal({ ...row, owner: null });

/** Columns of a new principal's row. */
export const fromPrincipal = (principal: Principal) => ({
  id: principal.id,
  workspaceId: principal.workspaceId,
  handle: principal.handle,
  displayName: principal.displayName,
  kind: storedKind(principal),
  role: toRoleNumber(principal.role),
  status: principal.status,
  expiresAt: principal.expiresAt === null ? null : new Date(principal.expiresAt),
  accountId: principal.accountId,
  ownerId: principal.ownerId,
});
