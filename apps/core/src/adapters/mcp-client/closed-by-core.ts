import { CoreError } from "../../errors.ts";

/** What is under way on a connection that Core itself closes, and what is asked of it afterwards, ends with this. */
export const closedByCore = (): CoreError =>
  new CoreError(
    "server.unreachable",
    "The server was stopped or changed. What it was asked for may have been done all the same; the next request connects to it again.",
  );
