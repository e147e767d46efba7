/**
 * Stands in the bundle for `Intl.ListFormat`, which takes 6 ms to make: a package that got imports makes two as it is loaded, for
 * messages that are hardly ever needed.
 */
export class LazyListFormat {
  readonly #options: ConstructorParameters<typeof Intl.ListFormat>;

  constructor(...options: ConstructorParameters<typeof Intl.ListFormat>) {
    this.#options = options;
  }

  format(list: Iterable<string>): string {
    // Not by its name, which the build replaces here as well.
    const ListFormat = Reflect.get(Intl, 'ListFormat');
    return new ListFormat(...this.#options).format(list);
  }
}
