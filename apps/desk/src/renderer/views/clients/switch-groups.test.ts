import { expect, test } from "vitest";
import { capabilityOf, switchGroups } from "./switch-groups.ts";

test("an entry leads back to its capability, whatever its name holds", () => {
  const groups = switchGroups({
    principalId: "ada",
    clientKey: "tok_1",
    servers: [
      {
        serverId: "files",
        displayName: "Files",
        status: "sleeping",
        enabled: null,
        isConfigurable: true,
        isConfigured: false,
        capabilities: [
          {
            kind: "resource",
            name: "file:///a:b",
            title: null,
            description: null,
            effect: "allow",
            enabled: null,
            baseDangerLevel: 0,
            dangerLevel: 0,
            dependsOnCall: false,
            reason: "",
          },
        ],
      },
    ],
  });
  expect(groups[0]).toMatchObject({ id: "files", subtitle: "needs your own credentials" });
  expect(capabilityOf(groups[0]?.entries[0]?.id ?? null)).toEqual({ kind: "resource", name: "file:///a:b" });
  expect(capabilityOf(null)).toBeNull();
});
