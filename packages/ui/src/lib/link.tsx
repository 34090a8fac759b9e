"use client";

import { type ComponentType, createContext, type ReactNode, type Ref, use } from "react";

/** What a link of this package needs; Next's `Link` and a plain `<a>` both fit. */
export interface UiLinkProps {
  href: string;
  className?: string;
  children?: ReactNode;
  onClick?: (event: React.MouseEvent<HTMLAnchorElement>) => void;
  title?: string;
  target?: string;
  rel?: string;
  ref?: Ref<HTMLAnchorElement>;
  tabIndex?: number;
  onFocus?: (event: React.FocusEvent<HTMLAnchorElement>) => void;
  "data-row-control"?: string;
  "aria-current"?: "page" | undefined;
  "aria-label"?: string | undefined;
  "aria-describedby"?: string | undefined;
}

function PlainLink(props: UiLinkProps) {
  return <a {...props} />;
}

const LinkContext = createContext<ComponentType<UiLinkProps>>(PlainLink);

/** Tells every component that takes an `href` how to draw it: `<LinkProvider link={NextLink}>` once at the root. */
export function LinkProvider(props: { link: ComponentType<UiLinkProps>; children: ReactNode }) {
  return <LinkContext value={props.link}>{props.children}</LinkContext>;
}

/** A link drawn by the application's router, or by `<a>` without one. */
export function UiLink(props: UiLinkProps) {
  const Link = use(LinkContext);
  // oxlint-disable-next-line react/static-components -- chosen once at the root, not made here
  return <Link {...props} />;
}

/** A link inside running text. */
export function TextLink({ className, ...props }: UiLinkProps) {
  return (
    <UiLink
      {...props}
      className={`rounded-sm font-medium text-accent underline decoration-accent/40 underline-offset-3 hover:decoration-accent ${className ?? ""}`}
    />
  );
}
