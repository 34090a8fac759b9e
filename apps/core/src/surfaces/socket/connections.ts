import { CoreError } from "../../errors.ts";
import type { Connection } from "./connection.ts";

/** The open connections of this process, by principal. */
export interface Connections {
  /** Throws session.limit when the principal holds as many as it may. */
  requireRoom(principalId: string): void;
  add(connection: Connection): void;
  /** Answers whether it was the principal's last one. */
  remove(connection: Connection): boolean;
  of(principalId: string): readonly Connection[];
  /** One entry for each principal of the workspace that is connected. */
  principalsIn(workspaceId: string): readonly (readonly [principalId: string, connections: readonly Connection[]])[];
  all(): Iterable<Connection>;
  readonly size: number;
}

export function createConnections(perPrincipal: number): Connections {
  const open = new Set<Connection>();
  const byPrincipal = new Map<string, Set<Connection>>();
  const idOf = ({ caller }: Connection): string => caller.principal.id;
  return {
    requireRoom(principalId) {
      if ((byPrincipal.get(principalId)?.size ?? 0) < perPrincipal) return;
      throw new CoreError(
        "session.limit",
        `This principal already holds ${perPrincipal} connections of this kind. Close one.`,
        { retryAfterSeconds: 30 },
      );
    },
    add(connection) {
      open.add(connection);
      const id = idOf(connection);
      const own = byPrincipal.get(id);
      if (own) own.add(connection);
      else byPrincipal.set(id, new Set([connection]));
    },
    remove(connection) {
      open.delete(connection);
      const own = byPrincipal.get(idOf(connection));
      if (!own?.delete(connection) || own.size > 0) return false;
      byPrincipal.delete(idOf(connection));
      return true;
    },
    of: (principalId) => [...(byPrincipal.get(principalId) ?? [])],
    principalsIn: (workspaceId) =>
      [...byPrincipal]
        .map(([id, own]) => [id, [...own]] as const)
        .filter(([, own]) => own[0]?.caller.principal.workspaceId === workspaceId),
    all: () => [...open],
    get size() {
      return open.size;
    },
  };
}
