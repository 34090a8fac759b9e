import type { Metadata } from "next";
import { MyServers } from "./_components/my-servers.tsx";

export const metadata: Metadata = { title: "My servers" };

export default function MyServersPage() {
  return <MyServers />;
}
