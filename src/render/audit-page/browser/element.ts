/** Creates an element with attributes and children. Strings become text nodes, never markup. */
export const createElement = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] => {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.append(...children);
  return element;
};

/** Finds an element of the page's markup by id. Throws if it is missing or has another type. */
export const findElement = <Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind => {
  const element = document.querySelector(`#${id}`);
  if (!(element instanceof kind)) throw new Error(`the page lacks #${id}`);
  return element;
};
