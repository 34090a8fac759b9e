"use client";

import { Button, ErrorState } from "@peta/ui";
import { useRouter } from "next/navigation";

export interface PageErrorProps {
  error: Error & { digest?: string };
  reset: () => void;
}

/** A page that could not be drawn: the rest of the Console goes on. */
export function PageError({ error, reset }: PageErrorProps) {
  const router = useRouter();
  return (
    <ErrorState
      title="This page could not be drawn"
      message="That is a fault of the Console, and nothing was changed by it. Trying again often helps."
      code={error.name}
      onRetry={reset}
      actions={<Button onClick={() => router.push("/")}>Go to the overview</Button>}
    />
  );
}
