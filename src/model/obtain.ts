/** Returns the value of a key; creates and stores it on first use. */
export const obtain = <Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value => {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
};
