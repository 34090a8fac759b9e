import { expect, test } from "vitest";
import { parseDeskLink } from "./parse-desk-link.ts";

test("a link names a Core to connect to, or an approval to look at", () => {
  const text = "peta-desk://connect?core=https%3A%2F%2Fpeta.example.com%2Fmcp";
  expect(parseDeskLink(text)).toEqual({ kind: "connect", text, coreUrl: "https://peta.example.com" });
  expect(parseDeskLink("peta-desk://approvals/apr_12-x")).toEqual({ kind: "approval", approvalId: "apr_12-x" });
});

test.each([
  "peta-desk://add?server=npx%20-y%20evil",
  "peta-desk://connect?core=http%3A%2F%2Fevil.example.com",
  "peta-desk://connect?core=javascript%3Aalert(1)",
  "peta-desk://connect",
  "peta-desk://approvals/apr_1/approve",
  "peta-desk://approvals/..%2F..%2Fsettings",
  "peta-desk://approvals/apr_1%0Aapprove",
  "https://peta.example.com/approvals/apr_1",
  `peta-desk://connect?core=https://peta.example.com/${"a".repeat(2_000)}`,
  "peta-desk://connect?core=https://peta.example.com\u202e",
  "--core=https://peta.example.com",
])("%s asks for nothing (A49)", (text) => expect(parseDeskLink(text)).toBeNull());
