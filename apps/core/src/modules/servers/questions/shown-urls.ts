import type { ConnectionScope } from "../server-link.ts";

const MAX_ID = 1024;
const MAX_SHOWN = 100;

/** Whom the URL elicitations of one connection were shown to; bounded. */
export class ShownUrls {
  readonly #scopes = new Map<string, ConnectionScope>();

  note(elicitationId: unknown, scope: ConnectionScope): void {
    if (typeof elicitationId !== "string" || elicitationId.length > MAX_ID) return;
    this.#scopes.set(elicitationId, scope);
    if (this.#scopes.size > MAX_SHOWN) for (const oldest of this.#scopes.keys()) if (this.#scopes.delete(oldest)) break;
  }

  /** The entry is used up. */
  take(elicitationId: unknown): ConnectionScope | undefined {
    const scope = this.#scopes.get(elicitationId as string);
    this.#scopes.delete(elicitationId as string);
    return scope;
  }
}
