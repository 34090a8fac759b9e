import { legacyConfigureServerSchema, type UserField, userFieldsSchema } from "@peta/contract";
import { expect, test } from "vitest";
import { readLegacyValues } from "./legacy-values.ts";

const fields: UserField[] = userFieldsSchema.parse([
  { key: "apiKey", label: "Key", secret: true, placement: { in: "env", name: "NOTES_KEY" } },
  { key: "auth", label: "Token", placement: { in: "header", name: "Authorization", prefix: "Bearer " } },
  { key: "tenant", label: "Tenant", placement: { in: "header", name: "X-Tenant" } },
  { key: "region", label: "Region", placement: { in: "argument", flag: "--region" } },
]);
const read = (data: object) => readLegacyValues(fields, legacyConfigureServerSchema.parse({ serverId: "s", ...data }));

test.each([
  ["values by key", { values: { apiKey: "1" } }, { apiKey: "1" }],
  ["authConf by key", { authConf: [{ key: "apiKey", value: "1", dataType: 1 }] }, { apiKey: "1" }],
  ["authConf by variable", { authConf: [{ key: "NOTES_KEY", value: 7 }] }, { apiKey: "7" }],
  ["stdioEnv by variable", { stdioEnv: { NOTES_KEY: "1", region: "eu" } }, { apiKey: "1", region: "eu" }],
  [
    "remoteAuth by header, whatever its case",
    { remoteAuth: { headers: { authorization: "Bearer t", "x-tenant": "a" }, params: { region: "eu" } } },
    { auth: "t", tenant: "a", region: "eu" },
  ],
  ["a bearer token", { restfulApiAuth: { type: "bearer", value: "t" } }, { auth: "t" }],
  ["a header of its own", { restfulApiAuth: { type: "header", header: "X-Tenant", value: "a" } }, { tenant: "a" }],
  ["a parameter", { restfulApiAuth: { type: "query_param", param: "region", value: "eu" } }, { region: "eu" }],
  [
    "name and password, where the field takes a whole header",
    { restfulApiAuth: { type: "basic", username: "u", password: "p" } },
    { auth: `Basic ${Buffer.from("u:p").toString("base64")}` },
  ],
])("%s", (_name, data, expected) => {
  expect(read(data)).toEqual(expected);
});

test("a variable's name is no header's, and the other way round", () => {
  expect(() => read({ remoteAuth: { headers: { NOTES_KEY: "1" } } })).toThrow(/no value "NOTES_KEY"/);
  expect(() => read({ stdioEnv: { "X-Tenant": "1" } })).toThrow(/no value "X-Tenant"/);
});

test("what cannot be placed is refused by name, without its value", () => {
  const refused = () => read({ authConf: [{ key: "YOUR_OAUTH_CODE", value: "canary" }] });
  expect(refused).toThrow(/It asks for: apiKey, auth, tenant, region/);
  expect(refused).not.toThrow(/canary/);
  expect(() => read({})).toThrow(/No value was sent/);
});
