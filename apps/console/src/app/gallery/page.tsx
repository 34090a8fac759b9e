import type { Metadata } from "next";
import { GalleryPage } from "./_components/gallery-page.tsx";

export const metadata: Metadata = { title: "Gallery" };

export default function Page() {
  return <GalleryPage />;
}
