import type { ConnectionScope } from "../../modules/servers/server-link.ts";

/**
 * Who has used a connection. What a server says without naming a request may be about anybody who has, so it has an
 * owner only while there was one user.
 */
export class ConnectionUsers {
  #only: ConnectionScope | null = null;
  #areSeveral = false;

  /** Core's own requests have no scope, and nothing that is said is about them. */
  note(scope: ConnectionScope | undefined): void {
    if (scope === undefined || this.#areSeveral) return;
    if (this.#only !== null && this.#only.key !== scope.key) {
      this.#areSeveral = true;
      this.#only = null;
    } else this.#only = scope;
  }

  get only(): ConnectionScope | null {
    return this.#only;
  }
}
