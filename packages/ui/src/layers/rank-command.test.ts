import { expect, test } from "vitest";
import { rankCommand } from "./rank-command.ts";

test("a label that begins with what is typed comes before one that holds it, and that before none", () => {
  const servers = rankCommand("page:/servers", "Ser", ["Servers", "downstream"]);
  const own = rankCommand("page:/my-servers", "Ser", ["My servers"]);
  const none = rankCommand("page:/audit", "Ser", ["Audit"]);
  expect(servers).toBeGreaterThan(own);
  expect(own).toBeGreaterThan(none);
  expect(none).toBe(0);
});
