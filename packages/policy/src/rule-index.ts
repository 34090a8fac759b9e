import type { CapabilityKind } from "./capability.ts";
import type { CompiledRule } from "./compiled-rule.ts";
import type { AccessRequest } from "./request.ts";

/** Beyond this many remembered answers the memo starts anew, so that memory stays bounded. */
const MAX_REMEMBERED = 200_000;

type PrincipalClass = {
  readonly allowed: ReadonlySet<CompiledRule>;
  readonly found: Map<string, Map<string, readonly CompiledRule[]>>;
};

/**
 * Finds the rules whose match holds for a call, in the order they speak. Principals that the same rules are about
 * share a class, and a class remembers its rules per capability, so that the size of the policy does not show.
 * INVARIANT: remembering never changes an answer: matches depend on names only, never on the snapshot.
 */
export class RuleIndex {
  readonly #rules: readonly CompiledRule[];
  readonly #principalRules: readonly CompiledRule[];
  readonly #unrestricted: ReadonlySet<CompiledRule>;
  #byPrincipal = new Map<string, Map<string, PrincipalClass>>();
  #bySignature = new Map<string, PrincipalClass>();
  #remembered = 0;

  /** @param rules sorted: the first one speaks first */
  constructor(rules: readonly CompiledRule[]) {
    this.#rules = rules;
    this.#principalRules = rules.filter((rule) => rule.isAboutPrincipals);
    this.#unrestricted = new Set(rules.filter((rule) => !rule.isAboutPrincipals));
  }

  /** `capabilityKey` must be the key of `kind` and `name`. */
  find(
    principal: AccessRequest["principal"],
    serverId: string,
    capability: { readonly kind: CapabilityKind; readonly name: string },
    capabilityKey: string,
  ): readonly CompiledRule[] {
    if (this.#rules.length === 0) return this.#rules;
    if (this.#remembered >= MAX_REMEMBERED) this.#forget();
    const { allowed, found } = this.#classOf(principal);
    let byCapability = found.get(serverId);
    if (byCapability === undefined) found.set(serverId, (byCapability = new Map()));
    let rules = byCapability.get(capabilityKey);
    if (rules === undefined) {
      rules = this.#rules.filter((rule) => allowed.has(rule) && rule.matchesCapability(serverId, capability));
      byCapability.set(capabilityKey, rules);
      this.#remembered++;
    }
    return rules;
  }

  #classOf(principal: AccessRequest["principal"]): PrincipalClass {
    let byId = this.#byPrincipal.get(principal.role);
    if (byId === undefined) this.#byPrincipal.set(principal.role, (byId = new Map()));
    let known = byId.get(principal.id);
    if (known === undefined) {
      known = this.#classify(principal);
      byId.set(principal.id, known);
      this.#remembered++;
    }
    return known;
  }

  #classify(principal: AccessRequest["principal"]): PrincipalClass {
    const matching = this.#principalRules.filter((rule) => rule.matchesPrincipal(principal));
    const signature = matching.map((rule) => rule.id).join(" ");
    let shared = this.#bySignature.get(signature);
    if (shared === undefined) {
      shared = { allowed: new Set([...this.#unrestricted, ...matching]), found: new Map() };
      this.#bySignature.set(signature, shared);
    }
    return shared;
  }

  #forget(): void {
    this.#byPrincipal = new Map();
    this.#bySignature = new Map();
    this.#remembered = 0;
  }
}
