import { expect, test } from "vitest";
import { hrefTo, parseRoute } from "./route.ts";

test("every link leads to the place that it names", () => {
  expect(parseRoute(hrefTo.approvals())).toEqual({ page: "approvals", approvalId: null });
  expect(parseRoute(hrefTo.approval("apr_1/../x"))).toEqual({ page: "approvals", approvalId: "apr_1/../x" });
  expect(parseRoute(hrefTo.client("build-bot", "oauth:https://app.example/x"))).toEqual({
    page: "clients",
    client: { principalId: "build-bot", clientKey: "oauth:https://app.example/x" },
  });
  expect(parseRoute(hrefTo.client("ada", "*"))).toMatchObject({ client: { clientKey: "*" } });
  expect(parseRoute(hrefTo.credentials("bot"))).toEqual({ page: "credentials", principalId: "bot" });
  expect(parseRoute(hrefTo.connect("https://a.example"))).toEqual({ page: "connect", coreUrl: "https://a.example" });
  expect(parseRoute(hrefTo.settings())).toEqual({ page: "settings" });
});

test("what is not known is the inbox", () => {
  for (const path of ["", "/", "/nowhere/else", "#/approvals/%E0%A4%A"])
    expect(parseRoute(path)).toEqual({ page: "approvals", approvalId: null });
});
