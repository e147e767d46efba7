/**
 * Replaces `Intl.ListFormat` in the bundle, because creating one takes 6 ms. A package that got imports creates two when it is loaded, for
 * messages that are rarely needed.
 */
export class LazyListFormat {
  readonly #options: ConstructorParameters<typeof Intl.ListFormat>;

  constructor(...options: ConstructorParameters<typeof Intl.ListFormat>) {
    this.#options = options;
  }

  format(list: Iterable<string>): string {
    // The build would replace the plain name here too.
    const ListFormat = Reflect.get(Intl, 'ListFormat');
    return new ListFormat(...this.#options).format(list);
  }
}
