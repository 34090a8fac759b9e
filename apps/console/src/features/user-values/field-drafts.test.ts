import { userFieldsSchema } from "@peta/contract";
import type { UserFieldDefinition } from "@peta/ui";
import { expect, test } from "vitest";
import { fieldErrorsOf, placementsOf, toUserFields } from "./field-drafts.ts";

const draft: UserFieldDefinition = {
  key: " token ",
  label: "Token",
  help: "  ",
  type: "text",
  secret: true,
  required: true,
  placement: { in: "env", name: " API_TOKEN " },
};

test("what is sent fits the contract: blanks are cut, what says nothing is left out", () => {
  const sent = toUserFields([
    draft,
    {
      ...draft,
      key: "region",
      type: "choice",
      choices: ["eu", " ", "us "],
      secret: false,
      placement: { in: "argument" },
    },
  ]);
  expect(userFieldsSchema.parse(sent)).toMatchObject([
    { key: "token", placement: { in: "env", name: "API_TOKEN" } },
    { key: "region", choices: ["eu", "us"], placement: { in: "argument" } },
  ]);
  expect(sent[0]).not.toHaveProperty("help");
});

test("choices that were typed for another type are not sent", () => {
  expect(toUserFields([{ ...draft, choices: ["a"] }])[0]).not.toHaveProperty("choices");
});

test("errors of the form find their field", () => {
  expect(fieldErrorsOf({ "userFields.1.placement.name": "No.", serverId: "No." })).toEqual({
    "1.placement.name": "No.",
  });
});

test("a program takes variables and arguments, an HTTP server headers", () => {
  expect(placementsOf("http")).toEqual(["header"]);
  expect(placementsOf("stdio")).toEqual(["env", "argument"]);
});
