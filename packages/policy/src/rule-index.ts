import type { CallKind } from "./capability.ts";
import type { CompiledRule } from "./compiled-rule.ts";
import type { AccessRequest } from "./request.ts";

/** Beyond this many remembered names the memo starts anew, so that memory stays bounded. */
const MAX_REMEMBERED = 200_000;

/** What all names have in common that the same rules are about. */
type NameClass = ReadonlySet<CompiledRule>;
type CapabilityClass = { readonly rules: NameClass; readonly byPrincipal: Map<NameClass, readonly CompiledRule[]> };

/**
 * Finds the rules whose match holds for a call, in the order they speak. Principals that the same rules are about
 * share a class, capabilities alike, and each pair of classes remembers its rules: a warm look-up costs the same
 * however many servers, capabilities, principals and rules there are.
 * INVARIANT: remembering never changes an answer: matches depend on names only, never on the snapshot.
 */
export class RuleIndex {
  readonly #rules: readonly CompiledRule[];
  #principals = new ClassMemo<NameClass>((rules) => rules);
  #capabilities = new ClassMemo<CapabilityClass>((rules) => ({ rules, byPrincipal: new Map() }));

  /** @param rules sorted: the first one speaks first */
  constructor(rules: readonly CompiledRule[]) {
    this.#rules = rules;
  }

  /** `capabilityKey` must be the key of `capability`. */
  find(
    principal: AccessRequest["principal"],
    serverId: string,
    capability: { readonly kind: CallKind; readonly name: string },
    capabilityKey: string,
  ): readonly CompiledRule[] {
    if (this.#rules.length === 0) return this.#rules;
    const aboutPrincipal =
      this.#principals.get(principal.role, principal.handle) ??
      this.#principals.add(
        principal.role,
        principal.handle,
        this.#rules.filter((rule) => rule.matchesPrincipal(principal)),
      );
    const { rules, byPrincipal } =
      this.#capabilities.get(serverId, capabilityKey) ??
      this.#capabilities.add(
        serverId,
        capabilityKey,
        this.#rules.filter((rule) => rule.matchesCapability(serverId, capability)),
      );
    let found = byPrincipal.get(aboutPrincipal);
    if (found === undefined) {
      found = [...rules].filter((rule) => aboutPrincipal.has(rule));
      byPrincipal.set(aboutPrincipal, found);
    }
    return found;
  }
}

/** Remembers the class of names that have two parts. */
class ClassMemo<Class> {
  readonly #create: (rules: NameClass) => Class;
  readonly #byName = new Map<string, Map<string, Class>>();
  readonly #bySignature = new Map<string, Class>();
  #remembered = 0;

  constructor(create: (rules: NameClass) => Class) {
    this.#create = create;
  }

  get(first: string, second: string): Class | undefined {
    return this.#byName.get(first)?.get(second);
  }

  add(first: string, second: string, rules: readonly CompiledRule[]): Class {
    if (this.#remembered++ >= MAX_REMEMBERED) this.#forget();
    const signature = rules.map((rule) => rule.id).join(" ");
    let known = this.#bySignature.get(signature);
    if (known === undefined) this.#bySignature.set(signature, (known = this.#create(new Set(rules))));
    let bySecond = this.#byName.get(first);
    if (bySecond === undefined) this.#byName.set(first, (bySecond = new Map()));
    bySecond.set(second, known);
    return known;
  }

  #forget(): void {
    this.#byName.clear();
    this.#bySignature.clear();
    this.#remembered = 0;
  }
}
