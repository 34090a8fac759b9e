import type { UserServerView } from "@peta/contract";
import type { Status } from "@peta/ui";

const known: readonly Status[] = ["online", "offline", "connecting", "error", "sleeping", "disabled"];

/** The state of an instance as a badge; one that is not known is drawn as pending. */
export const statusOf = (status: string): Status => known.find((one) => one === status) ?? "pending";

/** Whose values the calls run with, in words. */
export function valuesWords({ valuesOf, isConfigured }: Pick<UserServerView, "valuesOf" | "isConfigured">): string {
  if (valuesOf === "own") return "Own values";
  if (valuesOf === "owner") return "The owner's values";
  return isConfigured ? "Entered, but not in use" : "Waits for values";
}

export const ownServerHref = (serverId: string): string => `/my-servers?server=${encodeURIComponent(serverId)}`;
