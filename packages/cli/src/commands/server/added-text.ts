import type { ServerDetail } from "@peta/contract";
import { clean, count, next, paragraphs } from "../../text.ts";

type Added = Pick<ServerDetail, "serverId" | "status" | "statusReason" | "counts" | "userFields">;

/** What is said of a server that was just added, and what to do next. */
export const addedText = ({ serverId, status, statusReason, counts, userFields }: Added): string =>
  paragraphs(
    `Added "${serverId}" (${status}): ${count(counts.tools, "tool")}, ${count(counts.resources + counts.templates, "resource")}, ${count(counts.prompts, "prompt")}.${statusReason ? `\n${clean(statusReason)}` : ""}`,
    userFields && "Its tools come from the first user whose values work.",
    next(
      `peta permission set PRINCIPAL ${serverId} on`,
      userFields ? `peta server configure ${serverId}` : "peta tools",
    ),
  );
