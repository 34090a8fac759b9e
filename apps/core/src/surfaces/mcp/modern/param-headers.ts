import type { IncomingHttpHeaders } from "node:http";
import type { Json } from "../../../modules/json.ts";
import { argumentAt, createMirroredArguments } from "../../../modules/servers/mirrored-arguments.ts";
import { decodeHeader, mismatch } from "./check-headers.ts";

const isSame = (sent: string, value: unknown): boolean => {
  if (typeof value === "number") return sent.trim() !== "" && Number(sent) === value;
  return typeof value === "boolean" ? sent === String(value) : sent === value;
};

/**
 * Makes the comparison of `Mcp-Param-*` headers with the arguments that a tool's schema marks with `x-mcp-header`. An
 * argument that is null or absent has no header. What a definition marks is read once. Throws -32020 with HTTP 400.
 */
export function createParamHeaderCheck() {
  const mirroredArguments = createMirroredArguments();
  return (headers: IncomingHttpHeaders, definition: Json, args: Json): void => {
    for (const { header, path } of mirroredArguments(definition)) {
      const sent = headers[header];
      const value = argumentAt(args, path);
      if (value === undefined || value === null) {
        if (sent !== undefined) throw mismatch(`The header ${header} names an argument that the body does not have.`);
      } else if (typeof sent !== "string") throw mismatch(`The header ${header} is missing.`);
      else if (!isSame(decodeHeader(header, sent), value))
        throw mismatch(`The header ${header} does not say what the body says.`);
    }
  };
}
