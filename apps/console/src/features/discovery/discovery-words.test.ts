import { type ClientCapabilities, setDiscoveryDefaultInputSchema } from "@peta/contract";
import { expect, test } from "vitest";
import { directToolsProblem, listSentence, MAX_DIRECT_TOOLS, pinnableTools } from "./discovery-words.ts";

test("the sentence says what is in the list, what only a search finds, and what that saves", () => {
  const view = { listed: ["a"], searchOnly: 0, listedLength: 1_200, flatLength: 1_200 };
  expect(listSentence(view)).toBe("1 tool in the list, 1,200 characters.");
  expect(listSentence({ listed: ["a", "b"], searchOnly: 1_038, listedLength: 2_100, flatLength: 41_000 })).toBe(
    "2 tools in the list, 1,038 found by search; 2,100 characters in the place of 41,000.",
  );
});

test("a number of tools is refused where Core would refuse it", () => {
  for (const text of ["", "1.5", "-1", "many", String(MAX_DIRECT_TOOLS + 1)])
    expect(directToolsProblem(text)).toBeDefined();
  const input = { profile: "hybrid", directTools: MAX_DIRECT_TOOLS };
  expect(setDiscoveryDefaultInputSchema.safeParse(input).success).toBe(true);
  expect(setDiscoveryDefaultInputSchema.safeParse({ ...input, directTools: MAX_DIRECT_TOOLS + 1 }).success).toBe(false);
  expect(directToolsProblem(String(MAX_DIRECT_TOOLS))).toBeUndefined();
});

test("of what a client may use, tools can be pinned, under their canonical names", () => {
  const offered = [
    { kind: "tool", name: "read_file", description: "Reads." },
    { kind: "prompt", name: "read_file", description: null },
  ];
  const servers = [{ serverId: "files", capabilities: offered }] as ClientCapabilities["servers"];
  expect(pinnableTools({ servers })).toEqual([{ canonicalName: "files::read_file", description: "Reads." }]);
});
