import type { ApprovalView } from "@peta/contract";
import { expect, test } from "vitest";
import { trayMenu, trayState, trayTip } from "./tray-menu.ts";

const view = (status: "live" | "reconnecting" | "signed_out") => ({ connectionId: "c1", name: "Acme", status });
const approval = (approvalId: string, more: Partial<ApprovalView> = {}) =>
  ({ approvalId, principalName: "Claude", title: null, name: "send", serverName: "Mail", ...more }) as ApprovalView;
const waiting = (count: number) => [
  { connectionId: "c1", approvals: Array.from({ length: count }, (_, index) => approval(`apr_${index}`)) },
];

test("the picture says whether something waits, all is well, or nothing would be heard of", () => {
  expect(trayState([view("live")], waiting(1))).toBe("waiting");
  expect(trayState([view("live")], waiting(0))).toBe("idle");
  expect(trayState([view("reconnecting"), view("signed_out")], [])).toBe("offline");
  expect(trayState([], [])).toBe("offline");
});

test("the tip says the same in words", () => {
  expect(trayTip([view("live")], waiting(1))).toBe("Peta Desk: 1 approval waits");
  expect(trayTip([view("live")], waiting(3))).toBe("Peta Desk: 3 approvals wait");
  expect(trayTip([view("live")], [])).toBe("Peta Desk: nothing waits");
  expect(trayTip([view("signed_out")], [])).toBe("Peta Desk: not connected");
  expect(trayTip([], [])).toBe("Peta Desk: not signed in");
});

test("the menu leads to each of the first five approvals, and to the rest together", () => {
  const opened: [string | null, string][] = [];
  const actions = { open: (id: string | null, at: string) => void opened.push([id, at]), quit: () => {} };
  const menu = trayMenu([view("live")], waiting(7), actions);
  const labels = menu.map(({ label }) => label);
  expect(labels.slice(0, 2)).toEqual(["7 approvals wait", "Claude wants to use send of Mail"]);
  expect(labels).toContain("And 2 more");
  expect(labels).toContain("Acme: connected");
  const click = menu[1]?.click as (() => void) | undefined;
  click?.();
  expect(opened).toEqual([["c1", "/approvals/apr_0"]]);
});

test("a name that a server chose stays text: no accelerator, no line, no text turned around", () => {
  const evil = approval("a", { title: "&Quit\n\u202eDesk", serverName: "x".repeat(300) });
  const [, entry] = trayMenu([], [{ connectionId: "c1", approvals: [evil] }], { open() {}, quit() {} });
  expect(entry?.label).toContain("&&Quit  Desk");
  expect(entry?.label?.length).toBeLessThan(100);
});
