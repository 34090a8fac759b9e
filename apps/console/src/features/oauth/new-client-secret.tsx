"use client";

import { Button, DescriptionList, SecretReveal } from "@peta/ui";

export interface NewClient {
  clientId: string;
  name: string;
  clientSecret: string | null;
}

/** What the application needs to know of itself. */
export function NewClientSecret({ client, onDone }: { client: NewClient; onDone: () => void }) {
  return (
    <div className="grid gap-5">
      <DescriptionList
        columns={1}
        items={[{ term: "Client id", value: client.clientId, mono: true, copy: client.clientId }]}
      />
      {client.clientSecret === null ? (
        <div className="flex justify-end">
          <Button variant="primary" onClick={onDone}>
            Done
          </Button>
        </div>
      ) : (
        <SecretReveal
          secret={client.clientSecret}
          label="Client secret"
          warning="This is the only time it is shown: only a hash of it is kept. If it is lost, add another client and remove this one."
          onDone={onDone}
        />
      )}
    </div>
  );
}
