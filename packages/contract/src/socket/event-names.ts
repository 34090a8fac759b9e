import type { ClientToServerEvents, ServerToClientEvents } from "./event-maps.ts";
import type { NotificationType } from "./notifications.ts";

// Tables, so that a name that is missing does not compile.
const fromClient = {
  "client-info": true,
  "client-message": true,
  get_capabilities: true,
  set_capabilities: true,
  configure_server: true,
  unconfigure_server: true,
  get_pending_approvals: true,
  approval_decide: true,
  socket_response: true,
} satisfies Record<keyof ClientToServerEvents, true>;

const fromCore = {
  server_info: true,
  notification: true,
  socket_response: true,
  approval_decide_ack: true,
  ack: true,
  request_resolved: true,
  changed: true,
  ask_user_confirm: true,
  get_client_status: true,
  get_connection_info: true,
  get_current_page: true,
  get_client_config: true,
} satisfies Record<keyof ServerToClientEvents, true>;

const notifications = {
  user_disabled: true,
  user_expired: true,
  permission_changed: true,
  online_sessions: true,
  system_message: true,
  tool_called: true,
  approval_created: true,
  approval_decided: true,
  approval_expired: true,
  approval_executed: true,
  approval_failed: true,
} satisfies Record<NotificationType, true>;

const namesIn = <T extends object>(table: T) => Object.keys(table) as (keyof T)[];

/** Every event of the application, of Core, and every `type` of a notification. */
export const CLIENT_EVENT_NAMES = namesIn(fromClient);
export const SERVER_EVENT_NAMES = namesIn(fromCore);
export const NOTIFICATION_TYPES = namesIn(notifications);
