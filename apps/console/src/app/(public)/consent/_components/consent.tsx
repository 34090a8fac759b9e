"use client";

import { CardSkeleton, CenteredLayout, ErrorState } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { detourOf, toConsoleError } from "@/lib/trpc/public-error.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { ConsentForm } from "./consent-form.tsx";

/** What an application wants to do in the person's name, and their answer. Whoever is not signed in does that first. */
export function Consent() {
  const trpc = useTRPC();
  const interactionId = useSearchParams().get("interaction") ?? "";
  const consent = useQuery(
    trpc.oauth.consent.queryOptions(
      { interactionId },
      // It is about one moment: what was answered elsewhere meanwhile is said when this answer is sent.
      { enabled: interactionId !== "", staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false, retry: false },
    ),
  );
  if (interactionId === "") return <NotThere message="This page is opened by an application that wants to connect." />;
  if (consent.data) return <ConsentForm interactionId={interactionId} consent={consent.data} />;
  if (consent.error && !detourOf(toConsoleError(consent.error).code))
    return (
      <NotThere
        {...toConsoleError(consent.error)}
        onRetry={
          toConsoleError(consent.error).code === "network.unreachable" ? () => void consent.refetch() : undefined
        }
      />
    );
  return (
    <CenteredLayout title="An application wants to connect" description="Asking Core what it is about.">
      <CardSkeleton lines={4} label="Loading the request" />
    </CenteredLayout>
  );
}

function NotThere(props: { message: string; code?: string | undefined; onRetry?: (() => void) | undefined }) {
  return (
    <CenteredLayout title="There is nothing to allow">
      <ErrorState compact title="This request cannot be answered" kept="Nothing was allowed." {...props} />
    </CenteredLayout>
  );
}
