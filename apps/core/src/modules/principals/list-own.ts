import type { OwnPrincipal } from "@peta/contract";
import { type Caller, type Principal, storedKind } from "./principal.ts";
import type { PrincipalStore } from "./principal-store.ts";

const view = (principal: Principal): OwnPrincipal => ({
  principalId: principal.handle,
  displayName: principal.displayName,
  kind: storedKind(principal),
  status: principal.status,
});

/** Whom the user layer is about for this caller: themself, then their agents by handle. Nobody else is named (A24). */
export const createListOwn =
  (deps: { principals: Pick<PrincipalStore, "list"> }) =>
  async ({ principal: self }: Caller): Promise<OwnPrincipal[]> => {
    const all = await deps.principals.list(self.workspaceId);
    return [self, ...all.map(({ principal }) => principal).filter(({ ownerId }) => ownerId === self.id)].map(view);
  };
