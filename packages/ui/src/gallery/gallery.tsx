"use client";

import { useNow } from "../primitives/relative-time.tsx";
import { DetailSkeleton } from "../states/loading-state.tsx";
import { PageHeader } from "../shell/page-header.tsx";
import { Approvals } from "./approvals.tsx";
import { Controls } from "./controls.tsx";
import { Facts } from "./facts.tsx";
import { Foundations } from "./foundations.tsx";
import { Layers } from "./layers.tsx";
import { Lists } from "./lists.tsx";
import { OwnValues } from "./own-values.tsx";
import { Permissions } from "./permissions.tsx";
import { Progress } from "./progress.tsx";
import { Signs } from "./signs.tsx";
import { States } from "./states.tsx";

const chapters = [
  ["foundations", "Foundations"],
  ["controls", "Buttons and forms"],
  ["signs", "Signs"],
  ["lists", "Lists"],
  ["states", "States"],
  ["facts", "Facts and figures"],
  ["permissions", "Permissions"],
  ["approvals", "Approvals"],
  ["own-values", "Own values, clients and network"],
  ["progress", "Steps and secrets"],
  ["layers", "Layers"],
] as const;

export interface GalleryProps {
  /** A fixed present (epoch ms) for pictures that must not change. */
  now?: number;
}

/** Every component in every state. Needs ThemeProvider and Toaster around it. */
export function Gallery({ now }: GalleryProps) {
  const ticking = useNow();
  const present = now ?? ticking;
  if (present === null) return <DetailSkeleton />;
  return (
    <>
      <PageHeader title="Gallery" description="Every component of @peta/ui in every state, with invented data." />
      <nav aria-label="Chapters" className="mb-8 flex flex-wrap gap-x-4 gap-y-1 text-13">
        {chapters.map(([id, title]) => (
          <a key={id} href={`#${id}`} className="rounded-sm font-medium text-text-muted hover:text-text">
            {title}
          </a>
        ))}
      </nav>
      <Foundations />
      <Controls />
      <Signs />
      <Lists now={present} />
      <States />
      <Facts now={present} />
      <Permissions />
      <Approvals now={present} />
      <OwnValues />
      <Progress />
      <Layers />
    </>
  );
}
