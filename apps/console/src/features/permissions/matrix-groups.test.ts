import { type EffectivePermissions, effectivePermissionsSchema } from "@peta/contract";
import { expect, test } from "vitest";
import { capabilityOf, decidingLayer, matrixGroups, permissionSentence, withSwitch } from "./matrix-groups.ts";

const permissions: EffectivePermissions = effectivePermissionsSchema.parse({
  principalId: "bot",
  policyVersion: "1",
  servers: [
    {
      serverId: "files",
      displayName: "Files",
      enabled: true,
      publicAccess: false,
      switch: true,
      capabilities: [
        {
          kind: "tool",
          name: "read",
          canonicalName: "files::read",
          title: null,
          effect: "allow",
          dangerLevel: 0,
          dependsOnArguments: false,
          layers: { server: "pass", administrator: "pass", user: "not_said" },
          switch: null,
          determinedBy: ["danger:0"],
          reason: "On.",
        },
        {
          kind: "prompt",
          name: "read",
          canonicalName: "files::read",
          title: null,
          effect: "deny",
          dangerLevel: 0,
          dependsOnArguments: false,
          layers: { server: "pass", administrator: "deny", user: "not_said" },
          switch: false,
          determinedBy: ["no-delete"],
          reason: "Off.",
        },
      ],
    },
  ],
});

test("a tool and a prompt of one name stay apart", () => {
  expect(matrixGroups(permissions)[0]?.entries.map((entry) => entry.id)).toEqual(["tool:read", "prompt:read"]);
  expect(capabilityOf(permissions, { groupId: "files", entryId: "prompt:read" })?.effect).toBe("deny");
});

test("an optimistic switch touches its target only", () => {
  const target = { groupId: "files", entryId: "tool:read" };
  const after = withSwitch(permissions, target, false);
  expect(capabilityOf(after, target)?.switch).toBe(false);
  expect(capabilityOf(after, { groupId: "files", entryId: "prompt:read" })?.switch).toBe(false);
  expect(after.servers[0]?.switch).toBe(true);
  expect(withSwitch(permissions, { groupId: "files", entryId: null }, null).servers[0]?.switch).toBeNull();
  expect(capabilityOf(permissions, target)?.switch).toBeNull();
});

test("a rule that decides highlights no layer", () => {
  expect(decidingLayer(["no-delete"])).toBeNull();
  expect(decidingLayer(["layer:user"])).toBe("user");
});

test("the sentence counts what is allowed", () => {
  expect(permissionSentence(permissions)).toBe("1 of 2 capabilities allowed, on 1 server.");
});
