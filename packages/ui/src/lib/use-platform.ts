"use client";

import { useSyncExternalStore } from "react";

/** Whether a platform name is one of Apple's, where `mod` is Command. */
export function isApplePlatform(platform: string): boolean {
  return /mac|iphone|ipad|ipod/i.test(platform);
}

const never = () => () => {};

/** True on Apple machines; false while the page is being prerendered. */
export function useIsApple(): boolean {
  return useSyncExternalStore(
    never,
    () => isApplePlatform(navigator.platform),
    () => false,
  );
}
