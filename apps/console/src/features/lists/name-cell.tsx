import { ServerTile, type ServerTileProps } from "@peta/ui";
import type { ReactNode } from "react";

/** The first cell of a row: who or what it is, with its id or what else tells it from others below. */
export function NameCell({ name, detail, shape }: Pick<ServerTileProps, "name" | "shape"> & { detail?: ReactNode }) {
  return (
    <span className="flex min-w-0 items-center gap-2.5">
      <ServerTile name={name} size="sm" shape={shape} />
      <span className="min-w-0">
        <span className="block truncate font-medium">{name}</span>
        {detail && <span className="block truncate text-12 text-text-muted">{detail}</span>}
      </span>
    </span>
  );
}

/** The id, where the name is not the id already. */
export const idUnless = (name: string, id: string): ReactNode =>
  name === id ? undefined : <span className="font-mono">{id}</span>;
