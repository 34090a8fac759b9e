import type { Metadata } from "next";
import { SessionList } from "./_components/session-list.tsx";

export const metadata: Metadata = { title: "Browser sessions" };

export default function SessionsPage() {
  return <SessionList />;
}
