import type { NotificationMap, NotificationSeverity, NotificationType, SocketNotification } from "@peta/contract";

/** A notification's envelope. @param timestamp milliseconds since 1970 */
export const notification = <T extends NotificationType>(
  type: T,
  severity: NotificationSeverity,
  message: string,
  data: NotificationMap[T],
  timestamp: number,
): SocketNotification => ({ type, message, timestamp, data, severity }) as SocketNotification;
