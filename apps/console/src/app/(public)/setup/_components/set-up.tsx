"use client";

import { Button, CardSkeleton, TextLink } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { AuthFrame } from "@/features/session/auth-frame.tsx";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import Link from "next/link";
import { SetUpForm } from "./set-up-form.tsx";

/** The first page of an installation: creates its owner, once. */
export function SetUp() {
  const trpc = useTRPC();
  const status = useQuery(trpc.installation.publicStatus.queryOptions());

  if (status.error && !status.data) {
    return (
      <AuthFrame title="Set up Peta">
        <QueryProblem error={status.error} what="Core could not be asked" onRetry={() => void status.refetch()} />
      </AuthFrame>
    );
  }
  if (!status.data) {
    return (
      <AuthFrame title="Set up Peta">
        <CardSkeleton lines={5} />
      </AuthFrame>
    );
  }
  if (status.data.isSetUp) {
    return (
      <AuthFrame
        title="Already set up"
        description="This installation has an owner. The set-up link worked once and is spent."
        footer="Lost the owner's password? Run “peta setup --help” on the machine that runs Core."
      >
        <Button asChild variant="primary" size="lg">
          <Link href="/sign-in">Sign in</Link>
        </Button>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame
      title="Set up Peta"
      description="You become the owner of this installation: you add servers, people and agents."
      footer={
        <>
          Prefer a terminal? <code>npm run -s peta -- setup --name … --email … --password …</code> does the same.{" "}
          <TextLink href="/gallery">See the design system</TextLink>
        </>
      }
    >
      <SetUpForm />
    </AuthFrame>
  );
}
