import { cn } from "../lib/cn.ts";

const hues = [
  "bg-(--tile-1) text-(--tile-1-text)",
  "bg-(--tile-2) text-(--tile-2-text)",
  "bg-(--tile-3) text-(--tile-3-text)",
  "bg-(--tile-4) text-(--tile-4-text)",
  "bg-(--tile-5) text-(--tile-5-text)",
];

/** The same name always gets the same tint. */
function tintOf(name: string): string {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9_973;
  return hues[sum % hues.length] ?? "";
}

export interface ServerTileProps {
  /** The name; its first letters are drawn when there is no logo. */
  name: string;
  /** A logo from this origin. */
  src?: string;
  size?: "sm" | "md" | "lg";
  /** `round` for people. */
  shape?: "square" | "round";
  className?: string;
}

/** The logo of a server, client or person, or a lettered tile. Decorative: the name always stands beside it. */
export function ServerTile({ name, src, size = "md", shape = "square", className }: ServerTileProps) {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const letters = ((words[0]?.[0] ?? "?") + (words[1]?.[0] ?? words[0]?.[1] ?? "")).toUpperCase();
  const box = { sm: "size-6 text-[10px]", md: "size-8 text-12", lg: "size-10 text-14" }[size];
  return (
    <span
      aria-hidden
      className={cn(
        "inline-grid shrink-0 place-items-center overflow-clip font-semibold tracking-tight",
        shape === "round" ? "rounded-full" : "rounded",
        box,
        src ? "border border-border bg-surface-1" : tintOf(name),
        className,
      )}
    >
      {src ? <img src={src} alt="" className="size-3/4 object-contain" /> : letters}
    </span>
  );
}
