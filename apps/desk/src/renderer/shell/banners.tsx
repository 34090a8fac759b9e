import { Button, Callout, RelativeTime } from "@peta/ui";
import { useConnection, useDeskState } from "../desk/desk-state.tsx";
import { useTell } from "../desk/use-tell.ts";

/** What one should know on every page: Core does not answer, or this computer keeps no secrets. */
export function Banners() {
  const { connectionId, status, reason, since, name } = useConnection();
  const tell = useTell();
  const { storage } = useDeskState();
  const isAway = status === "reconnecting";
  if (!isAway && storage === "encrypted") return null;
  return (
    <div className="grid shrink-0 gap-2 border-b border-border bg-surface-0 px-4 py-2 sm:px-6">
      {isAway && (
        <Callout
          tone="warning"
          title={`${name} is not reachable`}
          live
          action={
            <Button size="sm" onClick={() => tell(window.desk.connections.retry({ connectionId }))}>
              Try now
            </Button>
          }
        >
          {reason} Desk keeps trying; what you see is from <RelativeTime at={since} />.
        </Callout>
      )}
      {storage === "memory" && (
        <Callout tone="info" title="You will have to sign in again next time">
          This computer offers no encrypted storage, and Desk does not write a sign-in down unprotected.
        </Callout>
      )}
    </div>
  );
}
