import { mergeScopes } from "../../modules/servers/sign-in/merge-scopes.ts";

/** RFC 6749, section 3.3. */
const WORD = /^[!#-[\]-~]+$/;

/** The scopes in what a stranger says, bounded. Null: there are none. */
export const readScope = (text: string | undefined): string | null =>
  mergeScopes(...(text ?? "").split(" ").filter((word) => WORD.test(word)));
