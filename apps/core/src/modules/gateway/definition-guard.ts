import { CoreError } from "../../errors.ts";
import type { NamedCapability } from "./server-index.ts";

const HASH_LENGTH = 16;

/** What stands for a definition in front of models: the beginning of its hash. */
export const schemaHashOf = ({ capability }: NamedCapability): string =>
  capability.definitionHash.slice(0, HASH_LENGTH);

/** A tool is not what the caller was told it is. */
export class DefinitionChanged extends CoreError {
  readonly named: NamedCapability;

  constructor(named: NamedCapability) {
    super(
      "capability.changed",
      "Nothing was called: the schemaHash is not that of the tool as it is now. Look at its definition and call again with the new schemaHash.",
    );
    this.name = "DefinitionChanged";
    this.named = named;
  }
}

/** Throws capability.changed when the caller has seen another definition (A37). Undefined: it does not say which. */
export function requireSeenDefinition(seenHash: string | undefined, named: NamedCapability): void {
  if (seenHash !== undefined && seenHash !== schemaHashOf(named)) throw new DefinitionChanged(named);
}
