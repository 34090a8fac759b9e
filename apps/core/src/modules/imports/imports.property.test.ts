import fc from "fast-check";
import { expect, test } from "vitest";
import { CoreError } from "../../errors.ts";
import { defaultServerLimits } from "../servers/server-limits.ts";
import { callerOf } from "../servers/twins/servers-kit.ts";
import { createImportsModule } from "./index.ts";
import { splitCommandLine } from "./split-command-line.ts";

const imports = createImportsModule({
  audit: { record: async () => {} },
  limits: defaultServerLimits,
  listServerIds: async () => [],
});

test("words that are quoted come back as they were, whatever stands in them", () => {
  const quote = (word: string): string => `'${word.replaceAll("'", `'"'"'`)}'`;
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string({ unit: "grapheme" }), fc.stringMatching(/^[\\\n'"$ a]*$/)), {
        minLength: 1,
        maxLength: 8,
      }),
      (words) => {
        expect(splitCommandLine(`x ${words.map(quote).join(" ")}`)).toEqual(["x", ...words]);
      },
    ),
    { seed: 4, numRuns: 300 },
  );
});

/** Texts that are nearly something. */
const nearly = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc.stringMatching(/^[{}"':,[\]$`\\|&;<>() \n~#=a-z-]{0,80}$/),
  fc
    .jsonValue()
    .map((value) => JSON.stringify({ mcpServers: { a: value, b: { command: value, args: value, env: value } } })),
  fc
    .jsonValue()
    .map((value) =>
      JSON.stringify({ name: "a/b", packages: [value, { registryType: "npm", identifier: value }], remotes: [value] }),
    ),
  fc.jsonValue().map((value) => `vscode:mcp/install?${encodeURIComponent(JSON.stringify(value))}`),
);

test("whatever is pasted is previewed or refused in words, and nothing else happens (A34)", async () => {
  await fc.assert(
    fc.asyncProperty(nearly, async (text) => {
      const outcome = await imports.preview(callerOf(), { text }).catch((error: unknown) => error);
      if (outcome instanceof CoreError) expect(outcome.code).toBe("input.invalid");
      else expect(outcome).toHaveProperty("candidates");
    }),
    { seed: 4, numRuns: 500 },
  );
});
