import { type ClientCapabilities, clientCapabilitiesSchema } from "@peta/contract";
import { expect, test } from "vitest";
import { clientTitle, switchGroups, withSwitch } from "./client-words.ts";

const capability = {
  kind: "tool",
  name: "read",
  title: null,
  description: null,
  effect: "allow",
  dependsOnCall: false,
  enabled: null,
  baseDangerLevel: 1,
  dangerLevel: 1,
  reason: "On.",
};
const capabilities: ClientCapabilities = clientCapabilitiesSchema.parse({
  principalId: "bot",
  clientKey: "tok_1",
  servers: [
    {
      serverId: "files",
      displayName: "Files",
      status: "online",
      enabled: null,
      isConfigurable: true,
      isConfigured: false,
      capabilities: [capability, { ...capability, kind: "prompt" }],
    },
  ],
});

test("a server that waits for values says so", () => {
  expect(switchGroups(capabilities)[0]?.subtitle).toBe("needs own values first");
});

test("a switch touches its target only: a tool and a prompt of one name stay apart", () => {
  const after = withSwitch(capabilities, {
    serverId: "files",
    capability: { kind: "tool", name: "read" },
    enabled: false,
  });
  expect(after.servers[0]?.capabilities.map((one) => one.enabled)).toEqual([false, null]);
  expect(after.servers[0]?.enabled).toBeNull();
  expect(withSwitch(capabilities, { serverId: "files", enabled: false }).servers[0]?.enabled).toBe(false);
});

test("a raised level that is taken back is the administrator's again", () => {
  const target = { serverId: "files", capability: { kind: "tool", name: "read" } } as const;
  const raised = withSwitch(capabilities, { ...target, dangerLevel: 3 });
  expect(raised.servers[0]?.capabilities[0]?.dangerLevel).toBe(3);
  expect(withSwitch(raised, { ...target, dangerLevel: null }).servers[0]?.capabilities[0]?.dangerLevel).toBe(1);
});

test("the key for every client has words", () => {
  expect(clientTitle("*", undefined)).toBe("All clients");
  expect(clientTitle("tok_1", "laptop")).toBe("laptop");
});
