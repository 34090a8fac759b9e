"use client";

import type { PrincipalView } from "@peta/contract";
import {
  Button,
  Callout,
  ConfirmDialog,
  DropdownMenu,
  IconButton,
  MenuItem,
  MenuSeparator,
  PageHeader,
  RelativeTime,
  ServerTile,
  StatusBadge,
  TextLink,
} from "@peta/ui";
import { Ban, Ellipsis, Pencil, RotateCcw, Trash2 } from "lucide-react";
import { useState } from "react";
import { roleWords } from "@/features/principals/role-words.ts";
import { principalHref } from "@/features/principals/principal-words.ts";
import { useMe } from "@/features/session/session-context.tsx";
import { toConsoleError } from "@/lib/trpc/public-error.ts";
import { EditPrincipalDialog } from "./edit-principal-dialog.tsx";
import { usePrincipalActions } from "./use-principal-actions.ts";

/** Who it is, in what state, and what one can do about it. */
export function PrincipalHeader({ principal }: { principal: PrincipalView }) {
  const me = useMe();
  const [open, setOpen] = useState<"edit" | "remove" | null>(null);
  const actions = usePrincipalActions(principal);
  const isMe = me.principalId === principal.principalId;
  const isDisabled = principal.status === "disabled";
  const noun = principal.kind === "agent" ? "agent" : "person";
  return (
    <>
      <PageHeader
        title={principal.displayName}
        breadcrumbs={[{ label: "People & agents", href: "/principals" }]}
        media={
          <ServerTile name={principal.displayName} size="lg" shape={principal.kind === "person" ? "round" : "square"} />
        }
        status={<StatusBadge status={principal.status} />}
        description={
          <span className="text-13">
            <code>{principal.principalId}</code> · {principal.kind === "agent" ? "Agent" : "Person"},{" "}
            {roleWords[principal.role].label.toLowerCase()}
            {principal.email && ` · ${principal.email}`}
            {principal.ownerId && (
              <>
                {" "}
                · owned by <TextLink href={principalHref(principal.ownerId)}>{principal.ownerId}</TextLink>
              </>
            )}
            {" · "}
            {principal.lastSeenAt ? (
              <>
                last seen <RelativeTime at={principal.lastSeenAt} />
              </>
            ) : (
              "never seen"
            )}
          </span>
        }
        actions={
          <>
            <Button icon={<Pencil aria-hidden />} onClick={() => setOpen("edit")}>
              Edit
            </Button>
            <DropdownMenu
              label="More actions"
              trigger={<IconButton label="More actions" icon={<Ellipsis aria-hidden />} variant="secondary" />}
            >
              <MenuItem
                icon={isDisabled ? <RotateCcw aria-hidden /> : <Ban aria-hidden />}
                disabled={isMe}
                onSelect={() => actions.setStatus(isDisabled ? "active" : "disabled")}
              >
                {isDisabled ? "Enable" : "Disable"}
              </MenuItem>
              <MenuSeparator />
              <MenuItem icon={<Trash2 aria-hidden />} danger disabled={isMe} onSelect={() => setOpen("remove")}>
                Remove
              </MenuItem>
            </DropdownMenu>
          </>
        }
      />
      {isDisabled && (
        <Callout
          tone="warning"
          className="mb-5"
          title={`This ${noun} is disabled`}
          action={
            <Button onClick={() => actions.setStatus("active")} busy={actions.isSwitching}>
              Enable
            </Button>
          }
        >
          {principal.kind === "person"
            ? "Every request of theirs and of their agents is refused, and live sessions are closed."
            : "Every request with its tokens is refused, and its live sessions are closed."}{" "}
          Tokens and switches are kept.
        </Callout>
      )}
      <EditPrincipalDialog
        principal={principal}
        open={open === "edit"}
        onOpenChange={(next) => setOpen(next ? "edit" : null)}
      />
      <ConfirmDialog
        open={open === "remove"}
        onOpenChange={(next) => setOpen(next ? "remove" : null)}
        title={`Remove ${noun} ${principal.displayName}?`}
        confirmLabel={`Remove ${noun}`}
        tone="danger"
        typedConfirmation={principal.principalId}
        busy={actions.isRemoving}
        error={actions.removeError ? toConsoleError(actions.removeError).message : undefined}
        onConfirm={actions.remove}
      >
        <p>
          Its access tokens and every switch for it are deleted. The audit log keeps its name. To stop it for a while,
          disable it instead.
        </p>
      </ConfirmDialog>
    </>
  );
}
