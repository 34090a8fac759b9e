import type { Step } from "@peta/ui";

/** Where storing somebody's values stands. */
export type Progress =
  | { at: "idle" }
  | { at: "testing" }
  | { at: "stored"; tookMs: number }
  | { at: "failed"; code: string | undefined; message: string; tookMs: number };

/** Refusals that come before the server is started. */
const BEFORE_START = new Set(["server.values_invalid", "server.values_missing", "input.invalid", "desk.offline"]);

/** The three steps as far as they are known: Core tests first and stores only what works. */
export function configureSteps(progress: Progress): Step[] {
  const state = (of: "check" | "start" | "store"): Step["state"] => {
    switch (progress.at) {
      case "idle":
        return "pending";
      case "stored":
        return "ok";
      case "testing":
        return of === "check" ? "ok" : of === "start" ? "running" : "pending";
      case "failed": {
        const failedAt = BEFORE_START.has(progress.code ?? "") ? "check" : "start";
        if (of === failedAt) return "failed";
        return of === "check" ? "ok" : "skipped";
      }
    }
  };
  const message = (of: "check" | "start") =>
    progress.at === "failed" && state(of) === "failed" ? { message: progress.message } : {};
  const durationMs = progress.at === "stored" || progress.at === "failed" ? progress.tookMs : null;
  return [
    { id: "check", label: "Check what you entered", state: state("check"), ...message("check") },
    { id: "start", label: "Start the server with it", state: state("start"), durationMs, ...message("start") },
    { id: "store", label: "Store it sealed", state: state("store") },
  ];
}
