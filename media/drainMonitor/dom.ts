// Small helpers over the DOM: elements, writes that touch only what changed, and keyed order.
import { itemsInPlace } from './order';

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

/** Writes only a change: an equal write would still cost a layout and wake observers. */
export function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** Sets the attribute, or removes it when `value` is undefined. */
export function setAttribute(node: Element, name: string, value: string | undefined): void {
  if (node.getAttribute(name) === (value ?? null)) return;
  if (value === undefined) node.removeAttribute(name);
  else node.setAttribute(name, value);
}

/** Hides and shows without touching what already is as wanted. */
export function setHidden(node: HTMLElement, hidden: boolean): void {
  if (node.hidden !== hidden) node.hidden = hidden;
}

/** Makes `wanted` the children of `parent`: removes the others, and moves as few as possible. */
export function arrange(parent: Element, wanted: readonly Element[]): void {
  const wantedSet = new Set(wanted);
  const current = [...parent.children];
  for (const child of current) if (!wantedSet.has(child)) child.remove();
  const inPlace = itemsInPlace(current, wanted);
  let next: Element | null = null;
  for (const child of wanted.toReversed()) {
    if (!inPlace.has(child)) parent.insertBefore(child, next);
    next = child;
  }
}
