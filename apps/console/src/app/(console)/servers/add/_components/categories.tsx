import { BookOpenText, ClipboardPaste, LayoutTemplate, Webhook } from "lucide-react";
import { transports } from "@/features/servers/launch-fields.tsx";

export type Category = "program" | "http" | "rest" | "skills" | "template" | "import";

/** Every way to come to a server; the words of each are in no other one. */
export const categories = [
  { value: "program", ...transports.stdio },
  { value: "http", ...transports.http },
  {
    value: "rest",
    label: "REST API",
    description: "No MCP server: its requests become tools",
    icon: <Webhook aria-hidden />,
  },
  {
    value: "skills",
    label: "Skills",
    description: "Instructions and files from a ZIP archive",
    icon: <BookOpenText aria-hidden />,
  },
  {
    value: "template",
    label: "Template",
    description: "A prepared server with fields to fill in",
    icon: <LayoutTemplate aria-hidden />,
  },
  {
    value: "import",
    label: "Import",
    description: "From a client's configuration, a registry or a command line",
    icon: <ClipboardPaste aria-hidden />,
  },
] as const satisfies readonly { value: Category; label: string; description: string; icon: React.ReactNode }[];

/** The category of an address; the first where it names none. */
export const categoryOf = (text: string | null): Category =>
  categories.find(({ value }) => value === text)?.value ?? "program";
