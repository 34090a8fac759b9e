import { type RestLaunch, restLaunchSchema } from "@peta/contract";
import { describe, expect, test } from "vitest";
import { CoreError } from "../../../errors.ts";
import { viewLaunch } from "../launch-view.ts";
import { checkRest } from "./check-rest.ts";

type Tool = Record<string, unknown>;
const launchOf = (tools: Tool[], more: object = {}, definition: object = {}): RestLaunch =>
  restLaunchSchema.parse({
    transport: "rest",
    definition: { baseUrl: "https://api.example/v1", tools, ...definition },
    ...more,
  });
const tool = (more: Tool = {}): Tool => ({ name: "get", method: "GET", path: "/x", ...more });
const inPath = (name: string): Tool => ({ name, in: "path" });
const inQuery = (name: string, as?: string): Tool => ({ name, in: "query", ...(as && { as }) });
const inHeader = (name: string): Tool => ({ name: "h", as: name, in: "header" });

test("an ordinary configuration is taken", () => {
  const launch = launchOf([tool({ path: "/x/{id}", parameters: [inPath("id"), inQuery("q"), inHeader("X-Trace")] })], {
    auth: { kind: "bearer", token: "t" },
    headers: { "X-Own": "v", Accept: "application/vnd.example.v3+json" },
    query: { tenant: "t" },
  });
  expect(() => checkRest(launch)).not.toThrow();
});

describe("refused, with a sentence that says what to do", () => {
  test.each<[string, RestLaunch]>([
    ["two arguments", launchOf([tool({ parameters: [inQuery("a"), { ...inHeader("X-A"), name: "a" }] })])],
    ["two parameters go into", launchOf([tool({ parameters: [inQuery("a", "w"), inQuery("b", "w")] })])],
    ["Two tools", launchOf([tool(), tool()])],
    ["there is no parameter for it", launchOf([tool({ path: "/x/{id}" })])],
    ["the path has no {id}", launchOf([tool({ parameters: [inPath("id")] })])],
    ["brace", launchOf([tool({ path: "/x/{id" })])],
    ["segment of dots", launchOf([tool({ path: "/x/../admin" })])],
    ["segment of dots", launchOf([tool({ path: "/x/%2e%2E/admin" })])],
    ["has no body", launchOf([tool({ body: { argument: "b" } })])],
    [
      "Choose one of the two",
      launchOf([tool({ method: "POST", body: { argument: "b" }, parameters: [{ name: "c", in: "body" }] })]),
    ],
    ["names no place", launchOf([tool({ response: { select: "data..x" } })])],
    ["names no place", launchOf([tool({ pagination: { kind: "cursor", parameter: "c", next: "$[" } })])],
    [
      "sets the query parameter page itself",
      launchOf([tool({ parameters: [inQuery("page")], pagination: { kind: "page", parameter: "page" } })]),
    ],
    ["leave select away", launchOf([tool({ response: { select: "/a" }, pagination: { kind: "link" } })])],
    ["user name or a password", launchOf([tool()], {}, { baseUrl: "https://me:secret@api.example" })],
    [
      "sign in and the headers set Authorization",
      launchOf([tool()], { auth: { kind: "bearer", token: "t" }, headers: { authorization: "x" } }),
    ],
    [
      "sign in and the query set key",
      launchOf([tool()], { auth: { kind: "apiKey", in: "query", name: "key", value: "v" }, query: { key: "x" } }),
    ],
    ["set for every request already", launchOf([tool({ parameters: [inQuery("key")] })], { query: { key: "x" } })],
    [
      "set for every request already",
      launchOf([tool({ parameters: [inHeader("X-Key")] })], {
        auth: { kind: "apiKey", in: "header", name: "x-key", value: "v" },
      }),
    ],
  ])("%s", (says, launch) => {
    expect(() => checkRest(launch)).toThrow(says);
    expect(() => checkRest(launch)).toThrow(CoreError);
  });

  test.each(["Authorization", "Cookie", "Host", "X-Forwarded-For", "Proxy-Authorization", "Content-Length", "a b"])(
    "A5: the header %s is not for arguments",
    (name) => expect(() => checkRest(launchOf([tool({ parameters: [inHeader(name)] })]))).toThrow("get"),
  );

  test("A36: a credential that would end its header, and no word of it is repeated", () => {
    for (const launch of [
      launchOf([tool()], { auth: { kind: "bearer", token: "s3cr3t\r\nX-Admin: 1" } }),
      launchOf([tool()], { auth: { kind: "apiKey", in: "header", name: "X-Key", value: "s3cr3t\n" } }),
      launchOf([tool()], { headers: { "X-Key": "s3cr3t\n" } }),
    ]) {
      expect(() => checkRest(launch)).toThrow("line break");
      expect(() => checkRest(launch)).not.toThrow("s3cr3t");
    }
  });

  test("A34: a definition that is nested too deep", () => {
    let schema: unknown = {};
    for (let i = 0; i < 100; i++) schema = { items: schema };
    expect(() => launchOf([tool({ parameters: [{ name: "a", in: "query", schema }] })])).toThrow("nested too deep");
  });

  test.each([["constructor"], ["__proto__"]])("A30: %s is the name of no argument", (name) => {
    expect(() => launchOf([tool({ parameters: [{ name, in: "query" }] })])).toThrow("cannot be the name");
  });
});

test("A28: what is shown of it holds no credential", () => {
  const pem = "-----BEGIN CERTIFICATE-----\ns3cr3t\n-----END CERTIFICATE-----";
  const launch = launchOf([tool()], {
    auth: {
      kind: "clientCredentials",
      tokenUrl: "https://login.example/t",
      clientId: "c",
      clientSecret: "s3cr3t",
      scope: "read",
    },
    headers: { "X-Own": "s3cr3t" },
    query: { tenant: "s3cr3t" },
    tls: { certificate: pem, privateKey: pem.replaceAll("CERTIFICATE", "PRIVATE KEY"), passphrase: "s3cr3t", ca: pem },
  });
  expect(viewLaunch(launch)).toEqual({
    transport: "rest",
    baseUrl: "https://api.example/v1",
    toolCount: 1,
    definitionHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    auth: { kind: "clientCredentials", place: null, tokenUrl: "https://login.example/t", scope: "read" },
    headerNames: ["X-Own"],
    queryNames: ["tenant"],
    tls: { hasClientCertificate: true, hasOwnAuthority: true },
  });
});
