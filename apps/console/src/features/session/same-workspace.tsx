"use client";

import { type ReactNode, useEffect, useState } from "react";

/**
 * Opens the Console anew when the session has moved to another workspace, in another tab say: what is on the screen and
 * in the cache belongs to the one before.
 */
export function SameWorkspace({ slug, children }: { slug: string; children: ReactNode }) {
  const [first] = useState(slug);
  const hasMoved = slug !== first;
  useEffect(() => {
    if (hasMoved) window.location.assign("/");
  }, [hasMoved]);
  return hasMoved ? null : children;
}
