import { cn } from "../lib/cn.ts";
import type { Moment } from "../lib/relative-time.ts";
import { RelativeTime } from "../primitives/relative-time.tsx";

export type Connection = "live" | "reconnecting" | "offline";

const words: Record<Connection, { word: string; mark: string }> = {
  live: { word: "Live", mark: "bg-success" },
  reconnecting: { word: "Reconnecting", mark: "border-[1.5px] border-warning animate-pulse" },
  offline: { word: "Offline", mark: "border-[1.5px] border-danger" },
};

/** Says quietly whether what is on the screen is still live. */
export function ConnectionState({
  state,
  since,
  className,
}: {
  state: Connection;
  since?: Moment;
  className?: string;
}) {
  const { word, mark } = words[state];
  return (
    <p role="status" className={cn("flex items-center gap-2 px-2 text-12 text-text-muted", className)}>
      <span aria-hidden className={cn("size-2 shrink-0 rounded-full", mark)} />
      {word}
      {since !== undefined && state !== "live" && (
        <span className="truncate">
          since <RelativeTime at={since} style="narrow" />
        </span>
      )}
    </p>
  );
}
