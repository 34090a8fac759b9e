"use client";

import { Gallery } from "@peta/ui";

/** The parts of the Console with invented data: needs no sign-in. */
export function GalleryPage() {
  return (
    <main className="mx-auto max-w-360 px-4 py-6 sm:px-6 lg:px-8">
      <Gallery />
    </main>
  );
}
