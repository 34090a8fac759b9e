"use client";

import { Button, CenteredLayout } from "@peta/ui";
import Link from "next/link";

/** For an address that leads nowhere. */
export function NotFoundView() {
  return (
    <CenteredLayout title="There is no such page" description="The address may be mistyped, or the page has moved.">
      <Button asChild variant="primary">
        <Link href="/">Go to the overview</Link>
      </Button>
    </CenteredLayout>
  );
}
