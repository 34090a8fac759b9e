import type { ErrorCode, ServerTransport } from "@peta/contract";

const STDIO: Partial<Record<ErrorCode, string>> = {
  "server.launch_refused":
    "Give one program as the command and each argument on its own, and remove what the message names.",
  "server.start_failed":
    "Run the same program and arguments in a terminal on this machine; the last lines of its standard error often name the cause.",
  "server.died":
    "Look at the lines of its standard error: a missing variable, argument or credential is the usual cause.",
  "server.timeout":
    "Check that it is an MCP server that speaks over standard input and output. A package that is downloaded at its first start may need a second try.",
  "server.protocol_error":
    "Its standard output must carry MCP messages only: send log lines to standard error, and check that the program is an MCP server.",
};

const HTTP: Partial<Record<ErrorCode, string>> = {
  "server.launch_refused": "Correct the URL or the header that the message names.",
  "server.unreachable":
    "Check the URL, that the server runs, and that this machine can reach it; for 401 or 403, set its credentials as a header.",
  "server.died": "The connection broke. Check the server's own log, and proxies on the way.",
  "server.timeout": "The server took the connection and did not answer. Check that the path is its MCP endpoint.",
  "server.protocol_error":
    "Check that the path is the MCP endpoint (often /mcp, or /sse for HTTP with SSE), not a web page.",
  "server.sign_in_required":
    "Sign in to the server: with the button on its page, or with `peta server sign-in` and its id.",
  "server.sign_in_failed":
    "Correct what the message names, in the server's OAuth settings or at its authorization server. Then restart the server.",
};

const REST: Partial<Record<ErrorCode, string>> = {
  "server.launch_refused": "Correct the definition, the address or the way to sign in that the message names.",
  "server.unreachable":
    "Check the base URL, that the API runs, and that this machine can reach it; for 401 or 403, renew what Core signs in with.",
  "server.timeout":
    "The API took the connection and did not answer. Name a path that it answers quickly as the probe of the definition.",
};

/** What to do next about an error that a server caused. */
export const remedyFor = (code: ErrorCode, transport: ServerTransport): string =>
  (transport === "stdio" ? STDIO : transport === "rest" ? { ...HTTP, ...REST } : HTTP)[code] ??
  "Core's log has the details.";
