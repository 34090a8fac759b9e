import { CoreError } from "../../../errors.ts";

/** The server has answered, and wants an access token that Core has not. */
export const isOfSignIn = (error: unknown): error is CoreError =>
  error instanceof CoreError && (error.code === "server.sign_in_required" || error.code === "server.sign_in_failed");
