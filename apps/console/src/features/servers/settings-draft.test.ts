import { type ServerSettings, serverSettingsSchema } from "@peta/contract";
import { expect, test } from "vitest";
import { draftOfSettings, settingsProblems, toSettings } from "./settings-draft.ts";

test("settings survive the form unchanged, and what is at its default stays away", () => {
  const all: Required<ServerSettings> = {
    connection: "per-session",
    questions: ["elicitation"],
    era: "legacy",
    maxConcurrentRequests: 4,
    maxQueuedRequests: 0,
    callTimeoutMs: 1_500,
    silenceTimeoutMs: 30_000,
    idleStopMs: null,
    keepAliveMs: 60_000,
    maxAnswerBytes: 1_572_864,
    warmUp: true,
    idempotentTools: ["search"],
    extensionMethods: ["acme/find", "vendor.example/*"],
  };
  for (const settings of [all, {}, { idleStopMs: 90_000 }, { questions: [] }])
    expect(serverSettingsSchema.parse(toSettings(draftOfSettings(settings)))).toEqual(settings);
});

test("numbers are refused in the units that they were typed in", () => {
  const draft = {
    ...draftOfSettings({}),
    callTimeout: "0",
    maxConcurrentRequests: "1.5",
    keepAlive: "soon",
    maxAnswer: "0.5",
  };
  expect(settingsProblems(draft)).toEqual({
    callTimeout: "Give a number of seconds from 0.1 to 86,400.",
    maxConcurrentRequests: "Give a whole number from 1 to 1,000.",
    keepAlive: "Give a number of seconds from 1 to 86,400.",
    maxAnswer: "Give a number of MiB from 1 to 65,536.",
  });
  expect(settingsProblems(draftOfSettings({}))).toEqual({});
});

test("a time after which a server stops must be said once it is chosen, and is forgotten when it is not", () => {
  const draft = { ...draftOfSettings({}), idleStop: "after" as const, idleStopAfter: "" };
  expect(settingsProblems(draft)).toHaveProperty("idleStopAfter");
  expect(settingsProblems({ ...draft, idleStop: "never" })).toEqual({});
  expect(toSettings({ ...draft, idleStop: "never", idleStopAfter: "7" })).toEqual({ idleStopMs: null });
});
