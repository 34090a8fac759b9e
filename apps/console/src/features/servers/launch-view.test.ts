import { expect, test } from "vitest";
import { secretNamesOf } from "./launch-view.ts";

const tls = { hasClientCertificate: true, hasOwnAuthority: true };

test("everything that a new configuration would lose is named", () => {
  const url = "https://a.test/mcp";
  expect(
    secretNamesOf({ transport: "http", url, headerNames: ["X-Key"], queryNames: ["key"], tls, oauth: null }),
  ).toEqual(["X-Key", "key", "the client certificate with its key", "the authorities to trust"]);
  const oauth = { grant: "authorization_code" as const, clientId: "c", hasClientSecret: true, scope: null };
  const bare = { transport: "http" as const, url, headerNames: [], queryNames: [], tls: null };
  expect(secretNamesOf({ ...bare, oauth })).toEqual(["the secret of the OAuth client"]);
  expect(secretNamesOf({ ...bare, oauth: { ...oauth, hasClientSecret: false } })).toEqual([]);
  const auth = { kind: "bearer" as const, place: null, tokenUrl: null, scope: null };
  const rest = { transport: "rest" as const, baseUrl: url, toolCount: 1, definitionHash: "h", headerNames: [] };
  expect(secretNamesOf({ ...rest, queryNames: [], tls: null, auth })).toEqual(["how Core signs in"]);
  expect(secretNamesOf({ ...rest, queryNames: [], tls: null, auth: { ...auth, kind: "none" } })).toEqual([]);
  expect(secretNamesOf({ transport: "skills", packageId: "team", version: 1 })).toEqual([]);
});
