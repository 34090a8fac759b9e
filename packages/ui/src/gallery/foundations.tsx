import { Chapter, Pair, Row, Specimen } from "./specimen.tsx";
import { Logo } from "../primitives/logo.tsx";
import { Kbd } from "../primitives/kbd.tsx";

const swatches = [
  ["surface-0", "bg-surface-0"],
  ["surface-1", "bg-surface-1"],
  ["surface-2", "bg-surface-2"],
  ["surface-3", "bg-surface-3"],
  ["accent", "bg-accent"],
  ["info", "bg-info"],
  ["success", "bg-success"],
  ["warning", "bg-warning"],
  ["danger", "bg-danger"],
  ["accent-subtle", "bg-accent-subtle"],
  ["info-subtle", "bg-info-subtle"],
  ["success-subtle", "bg-success-subtle"],
  ["warning-subtle", "bg-warning-subtle"],
  ["danger-subtle", "bg-danger-subtle"],
] as const;

/** Colours, type, mark and keys. */
export function Foundations() {
  return (
    <Chapter id="foundations" title="Foundations">
      <Specimen name="colours" className="grid grid-cols-2 gap-2 sm:grid-cols-4 lg:grid-cols-7">
        {swatches.map(([name, className]) => (
          <div key={name} className="rounded border border-border bg-surface-1 p-1.5">
            <div className={`h-10 rounded-sm border border-border ${className}`} />
            <p className="mt-1 truncate px-0.5 font-mono text-12 text-text-muted">{name}</p>
          </div>
        ))}
      </Specimen>
      <Pair>
        <Specimen name="type" className="grid gap-1">
          <p className="text-28 font-semibold">1,204 calls</p>
          <p className="text-20 font-semibold">Servers</p>
          <p className="text-16 font-semibold">Recent activity</p>
          <p className="text-14">An agent asks, Peta decides, a person can see why.</p>
          <p className="text-13 text-text-muted">Dense tables and controls are set in 13 px.</p>
          <p className="text-12 text-text-muted">Notes and axes in 12 px.</p>
          <p className="font-mono text-13">github::create_issue</p>
        </Specimen>
        <Specimen name="Logo, Kbd" className="grid gap-4">
          <Logo />
          <Row>
            <Kbd keys="mod+k" />
            <Kbd keys="g s" />
            <Kbd keys="?" />
            <Kbd keys="shift+enter" />
          </Row>
        </Specimen>
      </Pair>
    </Chapter>
  );
}
