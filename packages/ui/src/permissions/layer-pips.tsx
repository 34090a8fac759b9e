import { Check, Minus, X } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../lib/cn.ts";
import { type LayerName, type LayerVerdict, layerNames, type Layers, layersSentence, refusingLayer } from "./layers.ts";

const pips: Record<LayerVerdict, { icon: ReactNode; className: string }> = {
  pass: { icon: <Check aria-hidden strokeWidth={3} />, className: "bg-success-subtle text-success" },
  deny: { icon: <X aria-hidden strokeWidth={3} />, className: "bg-danger-subtle text-danger" },
  not_said: { icon: <Minus aria-hidden />, className: "bg-surface-2 text-text-muted" },
};

export interface LayerPipsProps {
  layers: Layers;
  /** The layer that decided; the first that refuses when not said. Null frames none. */
  deciding?: LayerName | null;
  className?: string;
}

/** One mark per permission layer, in their order: server, administrator, user. The deciding one has a frame. */
export function LayerPips({ layers, deciding = refusingLayer(layers), className }: LayerPipsProps) {
  const sentence = layersSentence(layers, deciding);
  return (
    <span title={sentence} className={cn("inline-flex items-center gap-1 align-top", className)}>
      <span className="sr-only">{sentence}</span>
      {layerNames.map((name) => {
        const pip = pips[layers[name]];
        return (
          <span
            key={name}
            aria-hidden
            className={cn(
              "grid size-5 place-items-center rounded-sm [&_svg]:size-3",
              pip.className,
              name === deciding && "ring-[1.5px] ring-current",
            )}
          >
            {pip.icon}
          </span>
        );
      })}
    </span>
  );
}
