import type { Connection, Status } from "@peta/ui";
import type { ConnectionStatus, ConnectionView } from "../../shared/state.ts";

const marks: Record<ConnectionStatus, Connection> = {
  live: "live",
  connecting: "reconnecting",
  reconnecting: "reconnecting",
  signed_out: "offline",
};

/** The quiet mark of the shell. */
export const connectionMark = ({ status, since }: Pick<ConnectionView, "status" | "since">) => ({
  state: marks[status],
  ...(status === "reconnecting" && { since }),
});

/** The same for lists of connections: a badge with its word. */
export const connectionBadge: Record<ConnectionStatus, { status: Status; label: string }> = {
  live: { status: "online", label: "Connected" },
  connecting: { status: "connecting", label: "Connecting" },
  reconnecting: { status: "connecting", label: "Not reachable" },
  signed_out: { status: "offline", label: "Signed out" },
};
