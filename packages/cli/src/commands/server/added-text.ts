import type { ServerDetail } from "@peta/contract";
import { clean, count, next, paragraphs } from "../../text.ts";
import { signInStep } from "./sign-in-text.ts";

type Added = Pick<
  ServerDetail,
  "serverId" | "status" | "statusReason" | "failure" | "counts" | "userFields" | "signIn"
>;

/** What is said of a server that was just added, and what to do next. */
export const addedText = (server: Added): string => {
  const { serverId, status, statusReason, counts, userFields } = server;
  const step = signInStep(server);
  return paragraphs(
    `Added "${serverId}" (${status}): ${count(counts.tools, "tool")}, ${count(counts.resources + counts.templates, "resource")}, ${count(counts.prompts, "prompt")}.${statusReason ? `\n${clean(statusReason)}` : ""}`,
    step && "It is saved, and has no tools until Core is signed in to it.",
    userFields && "Its tools come from the first user whose values work.",
    next(
      ...(step ? [step] : []),
      `peta permission set PRINCIPAL ${serverId} on`,
      userFields ? `peta server configure ${serverId}` : "peta tools",
    ),
  );
};
