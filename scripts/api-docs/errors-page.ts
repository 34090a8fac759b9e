import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { CoreError } from "../../apps/core/src/errors.ts";
import { toWireError } from "../../apps/core/src/surfaces/mcp/map-error.ts";
import { toTrpcError } from "../../apps/core/src/surfaces/trpc/map-error.ts";
import { exitCodeFor } from "../../packages/cli/src/errors.ts";
import { ERROR_CODES } from "../../packages/contract/src/errors.ts";
import { ERROR_MEANINGS } from "./error-meanings.ts";

const CORE = path.resolve(import.meta.dirname, "../../apps/core/package.json");

/** tRPC's own map of its codes, as Core's version has it. */
async function httpStatusOf(): Promise<(error: unknown) => number> {
  const file = createRequire(CORE).resolve("@trpc/server/http");
  const { getHTTPStatusCodeFromError } = (await import(pathToFileURL(file).href)) as {
    getHTTPStatusCodeFromError: (error: unknown) => number;
  };
  return getHTTPStatusCodeFromError;
}

/** Every error code with what each wire makes of it, asked of the wires' own maps. */
export async function errorsPage(): Promise<string> {
  const statusOf = await httpStatusOf();
  const rows = ERROR_CODES.map((code) => {
    const error = new CoreError(code, "");
    const wire = toWireError(error, "modern", "tools/call");
    const meaning = ERROR_MEANINGS[code];
    if (!meaning) throw new Error(`${code} has no meaning in scripts/api-docs/error-meanings.ts`);
    return `| \`${code}\` | ${statusOf(toTrpcError(error))} | ${wire.httpStatus} | ${wire.rpcCode} | ${exitCodeFor(code)} | ${meaning} |`;
  });
  return [
    "# Error codes",
    "",
    "Every refusal and failure has a code `noun.problem` and a sentence that a person may see. The code stays, the sentence may get better.",
    "",
    '- Typed API: the HTTP status below, and `error.data.peta` = `{"code","message"}`.',
    '- `/mcp`: a JSON-RPC error with the number below and `data` = `{"code"}`; where the HTTP status is not 200, the HTTP request itself was refused.',
    "  A tool call that policy refuses is answered as a tool result with `isError`, so that the model reads the reason.",
    "- `peta`: the exit code below; see [cli.md](cli.md#exit-codes).",
    "",
    "| Code | Typed API | `/mcp` HTTP | `/mcp` JSON-RPC | `peta` | Meaning |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}
