"use client";

import { Button, CardSkeleton, CenteredLayout } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { SetUpForm } from "./set-up-form.tsx";

/** The first page of an installation: creates its owner, once. */
export function SetUp() {
  const trpc = useTRPC();
  const status = useQuery(trpc.installation.publicStatus.queryOptions());

  if (status.error && !status.data) {
    return (
      <CenteredLayout title="Set up Peta">
        <QueryProblem query={status} what="Core could not be asked" />
      </CenteredLayout>
    );
  }
  if (!status.data) {
    return (
      <CenteredLayout title="Set up Peta">
        <CardSkeleton lines={5} />
      </CenteredLayout>
    );
  }
  if (status.data.isSetUp) {
    return (
      <CenteredLayout
        title="Already set up"
        description="This installation has an owner. The set-up link worked once and is spent."
        footer="Lost the owner's password? Another owner, or an owner's access token, can add a new owner with “peta principal add”."
      >
        <Button asChild variant="primary" size="lg" className="w-full">
          <Link href="/sign-in">Sign in</Link>
        </Button>
      </CenteredLayout>
    );
  }
  return (
    <CenteredLayout
      title="Set up Peta"
      description="You become the owner of this installation: you add servers, people and agents."
      footer="The CLI does the same: peta setup --name … --email … --password …"
    >
      <SetUpForm />
    </CenteredLayout>
  );
}
