"use client";

import { Dialog } from "@peta/ui";
import { useState } from "react";
import { AddClientForm } from "./add-client-form.tsx";
import { type NewClient, NewClientSecret } from "./new-client-secret.tsx";

export interface AddClientDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Adds an OAuth client; one with a secret shows it once. */
export function AddClientDialog({ open, onOpenChange }: AddClientDialogProps) {
  const [added, setAdded] = useState<NewClient | null>(null);
  function close() {
    setAdded(null);
    onOpenChange(false);
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? onOpenChange(true) : close())}
      // A press outside must not throw away the only copy.
      persistent={added !== null}
      size={added ? "lg" : "md"}
      title={added ? `${added.name} is added` : "Add OAuth client"}
      description={
        added
          ? "Give these to the application."
          : "An application that asks people to sign in, or a program that acts by itself as one of your agents."
      }
    >
      {added ? (
        <NewClientSecret client={added} onDone={close} />
      ) : (
        <AddClientForm onAdded={setAdded} onCancel={close} />
      )}
    </Dialog>
  );
}
