import type { NotificationType } from "@peta/contract";
import { CoreError } from "../../errors.ts";
import { REFUSED_TOKEN } from "../../modules/principals/bearer-cache.ts";
import type { Connection } from "./connection.ts";
import { notification } from "./notification.ts";

export interface Ending {
  type: Extract<NotificationType, "user_disabled" | "user_expired" | "system_message">;
  message: string;
}

export const REVOKED: Ending = { type: "user_disabled", message: "The credential of this connection was revoked." };
export const ADDRESS_REFUSED: Ending = {
  type: "user_disabled",
  message: "The rules of this workspace do not let connections from your address in any more.",
};
const EXPIRED: Ending = {
  type: "user_expired",
  message: "Your access has expired. Sign in again, or ask for a new token.",
};
const DISABLED: Ending = { type: "user_disabled", message: "An administrator has disabled your access." };

const UNKNOWN: Ending = {
  type: "system_message",
  message: "Core cannot tell now whether your credential is still good. Connect again in a moment.",
};

/** How a connection ends whose credential is not good any more. */
export function endingOf(error: unknown): Ending {
  if (!(error instanceof CoreError) || !error.code.startsWith("auth.")) return UNKNOWN;
  const { detail } = error;
  if (detail === REFUSED_TOKEN.expired) return EXPIRED;
  return detail === REFUSED_TOKEN.inactive ? DISABLED : REVOKED;
}

/** Says why, then closes the connection. */
export function endConnection({ socket }: Connection, { type, message }: Ending, now: number): void {
  if (!socket.connected) return;
  socket.emit("notification", notification(type, "error", message, undefined, now));
  socket.disconnect(true);
}
