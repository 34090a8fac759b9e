import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { UserFieldsForm } from "./user-fields-form.tsx";
import { suggestFieldKey, type UserFieldView, userValueProblems, valuesToSend } from "./user-fields.ts";

const field = (key: string, more: Partial<UserFieldView> = {}): UserFieldView => ({
  key,
  label: key,
  type: "text",
  secret: false,
  required: true,
  ...more,
});
const fields = [
  field("token", { secret: true }),
  field("url", { type: "url" }),
  field("limit", { type: "number", required: false }),
  field("region", { type: "choice", choices: ["eu", "us"] }),
  field("dry", { type: "boolean" }),
];

test("what is missing or malformed is named; a stored secret may stay", () => {
  expect(userValueProblems(fields, { url: "ftp://x", limit: "many", region: "mars" })).toEqual({
    token: "This is needed.",
    url: "An address begins with http:// or https://.",
    limit: "This is not a number.",
    region: "Choose one of the list.",
  });
  expect(userValueProblems(fields, { url: "https://x.example", region: "eu" }, ["token"])).toEqual({});
});

test("only what was entered is sent, and yes-or-no always", () => {
  expect(valuesToSend(fields, { token: "", url: "https://x", limit: " ", region: "eu" })).toEqual({
    url: "https://x",
    region: "eu",
    dry: "false",
  });
});

test("a key is made of a label", () => {
  expect(suggestFieldKey("API key (personal)")).toBe("apiKeyPersonal");
  expect(suggestFieldKey("2nd E-mail")).toBe("ndEMail");
});

test("a secret is a password field that browsers do not offer to save, and its stored value is never drawn", () => {
  const html = renderToStaticMarkup(
    <UserFieldsForm fields={fields} values={{}} onChange={() => {}} storedSecrets={["token"]} />,
  );
  expect(html).toContain('type="password"');
  expect(html).toMatch(/autoComplete="new-password"/i);
  expect(html).toContain("Stored");
});
