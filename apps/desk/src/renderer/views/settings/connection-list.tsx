import { Button, ConfirmDialog, DropdownMenu, IconButton, MenuItem, MenuSeparator, StatusBadge } from "@peta/ui";
import { Ellipsis, Plus } from "lucide-react";
import { useState } from "react";
import type { ConnectionView } from "../../../shared/state.ts";
import { useDeskState } from "../../desk/desk-state.tsx";
import { useTell } from "../../desk/use-tell.ts";
import { hrefTo, navigate } from "../../router/route.ts";
import { connectionBadge } from "../../shell/connection-words.ts";

/** Every Core that Desk knows, with the ways to leave it. */
export function ConnectionList() {
  const { connections, currentId } = useDeskState();
  const tell = useTell();
  const [removing, setRemoving] = useState<ConnectionView | null>(null);
  return (
    <>
      <ul
        aria-label="Connections"
        className="m-0 mb-3 list-none divide-y divide-border rounded border border-border bg-surface-1 p-0"
      >
        {connections.map((connection) => (
          <li key={connection.connectionId} className="flex items-center gap-3 px-3 py-2.5">
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-x-3 text-13 font-medium text-text">
                {connection.name}
                <StatusBadge {...connectionBadge[connection.status]} />
              </p>
              <p className="truncate text-12 text-text-muted">
                {connection.url}
                {connection.me && ` · ${connection.me.displayName}`}
                {connection.signedInBy === "token" && " · with an access token"}
              </p>
              {connection.reason && <p className="text-12 text-text-muted">{connection.reason}</p>}
            </div>
            <Actions connection={connection} isCurrent={connection.connectionId === currentId} onRemove={setRemoving} />
          </li>
        ))}
      </ul>
      <Button icon={<Plus aria-hidden />} onClick={() => navigate(hrefTo.connect())}>
        Add a connection
      </Button>
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(open) => {
          if (!open) setRemoving(null);
        }}
        title={`Remove ${removing?.name ?? ""}?`}
        confirmLabel="Remove"
        tone="danger"
        onConfirm={() => {
          if (removing) tell(window.desk.connections.remove({ connectionId: removing.connectionId }));
          setRemoving(null);
        }}
      >
        Desk signs out of it and forgets its address. Nothing changes there.
      </ConfirmDialog>
    </>
  );
}

function Actions(props: { connection: ConnectionView; isCurrent: boolean; onRemove: (one: ConnectionView) => void }) {
  const { connectionId, status, url, name } = props.connection;
  const tell = useTell();
  const isSignedOut = status === "signed_out";
  return (
    <DropdownMenu trigger={<IconButton label={`Actions for ${name}`} icon={<Ellipsis aria-hidden />} />}>
      {!props.isCurrent && (
        <MenuItem onSelect={() => tell(window.desk.connections.select({ connectionId }))}>Show this one</MenuItem>
      )}
      {isSignedOut ? (
        <MenuItem onSelect={() => navigate(hrefTo.connect(url))}>Sign in</MenuItem>
      ) : (
        <MenuItem onSelect={() => tell(window.desk.connections.signOut({ connectionId }))}>Sign out</MenuItem>
      )}
      <MenuSeparator />
      <MenuItem danger onSelect={() => props.onRemove(props.connection)}>
        Remove
      </MenuItem>
    </DropdownMenu>
  );
}
