"use client";

import { Menu, Search, X } from "lucide-react";
import { Dialog as RadixDialog } from "radix-ui";
import { type ReactNode, useId, useState } from "react";
import { UiLink } from "../lib/link.tsx";
import { Backdrop } from "../primitives/dialog.tsx";
import { IconButton } from "../primitives/icon-button.tsx";
import { Kbd } from "../primitives/kbd.tsx";
import { LogoMark } from "../primitives/logo.tsx";
import { ThemeToggle } from "../theme/theme-toggle.tsx";
import { NavRail } from "./nav-rail.tsx";
import type { NavSection } from "./nav.ts";

export interface AppShellProps {
  sections: readonly NavSection[];
  /** The path one is at, for the active mark. */
  currentPath: string;
  workspace: { name: string; href?: string };
  /** Beside the workspace's name: a WorkspaceSwitcher. */
  workspaceSwitch?: ReactNode;
  /** Top right: a UserMenu. */
  userMenu?: ReactNode;
  /** Foot of the rail: a ConnectionState. */
  connection?: ReactNode;
  /** Shows the search trigger; Ctrl/Cmd-K is bound by the application (useShortcuts). */
  onOpenCommand?: () => void;
  /** One line across the top: emergency stop, a new version. */
  banner?: ReactNode;
  /** Above the connection, at the foot of the rail. */
  railFooter?: ReactNode;
  children: ReactNode;
}

/** Rail, top bar and content of a signed-in application. Needs a ThemeProvider around it. */
export function AppShell(props: AppShellProps) {
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  const mainId = useId();
  const footer =
    props.railFooter || props.connection ? (
      <div className="grid gap-2">
        {props.railFooter}
        {props.connection}
      </div>
    ) : undefined;
  const brand = <Brand workspace={props.workspace} switcher={props.workspaceSwitch} />;
  return (
    <div className="flex min-h-dvh bg-surface-0">
      <a
        href={`#${mainId}`}
        className="sr-only z-70 rounded bg-accent px-3 py-2 text-13 font-medium text-accent-foreground focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <div className="sticky top-0 hidden h-dvh w-58 shrink-0 flex-col border-r border-border bg-surface-1 lg:flex">
        <NavRail sections={props.sections} currentPath={props.currentPath} head={brand} footer={footer} />
      </div>
      <div className="flex min-w-0 flex-1 flex-col [--shell-top:3.25rem]">
        <header className="sticky top-0 z-30 flex h-13 shrink-0 items-center gap-2 border-b border-border bg-surface-1 px-3 sm:px-5">
          <Drawer open={isDrawerOpen} onOpenChange={setDrawerOpen}>
            <NavRail
              head={
                <>
                  {brand}
                  <RadixDialog.Close asChild>
                    <IconButton label="Close navigation" tooltip={false} icon={<X aria-hidden />} />
                  </RadixDialog.Close>
                </>
              }
              sections={props.sections}
              currentPath={props.currentPath}
              footer={footer}
              onNavigate={() => setDrawerOpen(false)}
            />
          </Drawer>
          <div className="min-w-0 flex-1">{props.onOpenCommand && <CommandTrigger onOpen={props.onOpenCommand} />}</div>
          <ThemeToggle />
          {props.userMenu}
        </header>
        {props.banner}
        <main
          id={mainId}
          tabIndex={-1}
          className="mx-auto w-full max-w-360 flex-1 px-4 py-6 focus-visible:outline-none sm:px-6 lg:px-8"
        >
          {props.children}
        </main>
      </div>
    </div>
  );
}

function Brand({ workspace, switcher }: { workspace: AppShellProps["workspace"]; switcher: ReactNode }) {
  const content = (
    <>
      <LogoMark className="size-6 shrink-0" />
      <span className="min-w-0 leading-tight">
        <span className="block truncate text-13 font-semibold text-text">{workspace.name}</span>
        <span className="block text-12 leading-tight text-text-muted">Peta Console</span>
      </span>
    </>
  );
  const classes = "flex min-w-0 flex-1 items-center gap-2.5 rounded";
  return (
    <div className="flex min-w-0 flex-1 items-center gap-1">
      {workspace.href ? (
        <UiLink href={workspace.href} className={classes}>
          {content}
        </UiLink>
      ) : (
        <div className={classes}>{content}</div>
      )}
      {switcher}
    </div>
  );
}

function CommandTrigger({ onOpen }: { onOpen: () => void }) {
  return (
    <button
      type="button"
      onClick={onOpen}
      aria-haspopup="dialog"
      className="flex h-8 w-full max-w-80 items-center gap-2 rounded border border-border bg-surface-0 px-2.5 text-13 text-text-muted transition-colors hover:border-border-strong hover:text-text focus-visible:outline-offset-0"
    >
      <Search aria-hidden className="size-4 shrink-0" />
      <span className="min-w-0 flex-1 truncate text-left">Search or jump to</span>
      <Kbd keys="mod+k" className="max-sm:hidden" />
    </button>
  );
}

/** The rail on small screens. */
function Drawer(props: { open: boolean; onOpenChange: (open: boolean) => void; children: ReactNode }) {
  return (
    <RadixDialog.Root open={props.open} onOpenChange={props.onOpenChange}>
      <RadixDialog.Trigger asChild>
        <IconButton label="Open navigation" icon={<Menu aria-hidden />} tooltipSide="bottom" className="lg:hidden" />
      </RadixDialog.Trigger>
      <RadixDialog.Portal>
        <Backdrop />
        <RadixDialog.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] animate-fade-in flex-col border-r border-border bg-surface-1 text-text shadow-floating focus-visible:outline-none lg:hidden"
        >
          <RadixDialog.Title className="sr-only">Navigation</RadixDialog.Title>
          {props.children}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}
