import type { ServerTestResult, ServerTransport } from "@peta/contract";
import type { Step } from "@peta/ui";

const steps = ["check", "start", "handshake", "catalogue"] as const;

const labels = {
  stdio: {
    check: "Check the configuration",
    start: "Start the program",
    handshake: "MCP handshake",
    catalogue: "Read what it offers",
  },
  http: {
    check: "Check the configuration",
    start: "Reach the URL",
    handshake: "MCP handshake",
    catalogue: "Read what it offers",
  },
  rest: {
    check: "Check the configuration",
    start: "Reach the API",
    handshake: "Serve it as MCP",
    catalogue: "Read what it offers",
  },
  skills: {
    check: "Check the configuration",
    start: "Open the package",
    handshake: "Serve it as MCP",
    catalogue: "Read what it offers",
  },
} as const;

/** The steps to draw: all waiting with the first under way while `isRunning`, else what the test found. */
export function testSteps(
  transport: ServerTransport,
  result: ServerTestResult | undefined,
  isRunning: boolean,
): Step[] {
  return steps.map((id, index) => {
    const label = labels[transport === "sse" ? "http" : transport][id];
    if (isRunning) return { id, label, state: index === 0 ? "running" : "pending" };
    const found = result?.steps.find((step) => step.step === id);
    if (!found) return { id, label, state: result ? "skipped" : "pending" };
    return { id, label, state: found.ok ? "ok" : "failed", durationMs: found.durationMs, message: found.message };
  });
}
