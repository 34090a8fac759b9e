import type { ErrorCode, ServerFailureKind } from "@peta/contract";
import { describe, expect, test } from "vitest";
import { CoreError } from "../../errors.ts";
import { classifyFailure } from "./classify-failure.ts";
import { stateAfter } from "./server-status.ts";

const kindOf = (code: ErrorCode, detail: string | undefined, stderr: string[] = [], transport = "stdio" as const) =>
  classifyFailure({ code, detail }, transport, stderr).kind;

describe("what a program wrote before it ended says more than how it ended", () => {
  const cases: [line: string, kind: ServerFailureKind][] = [
    ["Error: Cannot find module '/srv/server.js'", "missing_module"],
    ["Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'zod' imported from /srv/x.js", "missing_module"],
    ["ModuleNotFoundError: No module named 'mcp'", "missing_module"],
    ["x: error while loading shared libraries: libssl.so.3: cannot open", "missing_module"],
    ["npm error 404  'mcp-nowhere@*' is not in this registry.", "package_not_found"],
    ["npm warn EBADENGINE Unsupported engine {", "node_version"],
    ["Error: listen EADDRINUSE: address already in use :::3000", "port_in_use"],
    ["FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory", "out_of_resources"],
    ["Error: GITHUB_TOKEN environment variable is required", "missing_setting"],
    ["Please set BRAVE_API_KEY", "missing_setting"],
    ["DATABASE_URL is missing", "missing_setting"],
    ["code: ERR_INVALID_STATE, a writer is required", "exited"],
    ["ReferenceError: my_value is not defined", "exited"],
    ["Error: EACCES: permission denied, open '/etc/shadow'", "permission"],
    ["Goodbye.", "exited"],
  ];
  test.each(cases)("%s", (line, kind) => {
    expect(kindOf("server.start_failed", undefined, ["Starting up", line, "    at Module._load"])).toBe(kind);
  });

  test("the missing thing is named", () => {
    expect(
      classifyFailure({ code: "server.start_failed", detail: undefined }, "stdio", ["Cannot find module 'left-pad'"])
        .remedy,
    ).toContain("(left-pad)");
  });

  test("but nothing that it wrote explains what Core refused, or an address", () => {
    expect(kindOf("server.launch_refused", undefined, ["Cannot find module 'x'"])).toBe("configuration");
    expect(classifyFailure({ code: "server.died", detail: undefined }, "http", ["Cannot find module 'x'"]).kind).toBe(
      "connection_lost",
    );
  });
});

describe("what the way to an address met", () => {
  const cases: [detail: string, kind: ServerFailureKind][] = [
    ["ENOTFOUND", "dns"],
    ["ECONNREFUSED", "connection_refused"],
    ["CONNECT_TIMEOUT", "no_route"],
    ["CERT_HAS_EXPIRED", "tls"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "tls"],
    ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "tls"],
    ["HTTP 401", "unauthorized"],
    ["HTTP 403", "unauthorized"],
    ["HTTP 404", "wrong_path"],
    ["HTTP 302", "redirect"],
    ["HTTP 503", "overloaded"],
    ["HTTP 502", "server_error"],
    ["REVISION", "unsupported_revision"],
    ["something new", "other"],
  ];
  test.each(cases)("%s", (detail, kind) => {
    const failure = classifyFailure({ code: "server.unreachable", detail }, "http", []);
    expect(failure.kind).toBe(kind);
    expect(failure.remedy.length).toBeGreaterThan(20);
  });
});

describe("a sign-in that is missing", () => {
  const byItself = "in the server's OAuth settings or at its authorization server";
  test.each<[ErrorCode, string | undefined, string, string]>([
    ["server.sign_in_required", undefined, "sign_in", "peta server sign-in"],
    ["server.sign_in_required", "HTTP 401", "sign_in", "peta server sign-in"],
    ["server.sign_in_required", "HTTP 403", "sign_in", "peta server sign-in"],
    ["server.sign_in_failed", "ECONNREFUSED", "client_credentials", byItself],
    ["server.sign_in_failed", "HTTP 401", "client_credentials", "restart the server"],
  ])("%s with the detail %s is of the kind %s, and the remedy says who can do what", (code, detail, kind, remedy) => {
    const failure = classifyFailure({ code, detail }, "http", []);
    expect(failure).toEqual({ kind, remedy: expect.stringContaining(remedy) });
    // A server that answers is not out of reach.
    expect(stateAfter(new CoreError(code, "Sign in."))).toBe("error");
  });
});
