"use client";

import type { UiLinkProps } from "@peta/ui";
import Link from "next/link";

/** How `@peta/ui` draws links: Next's router for pages, a plain anchor for everything else. */
export function AppLink(props: UiLinkProps) {
  if (props.target || !props.href.startsWith("/")) return <a {...props} />;
  // Exported pages are small files: fetched on intent, not all at once.
  return <Link prefetch={false} {...props} />;
}
