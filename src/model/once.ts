// What is worked out once for each object.

/** The same function, which keeps what it found for an object as long as the object lives; the object must not change. */
export function oncePer<Key extends object, Value>(find: (key: Key) => Value): (key: Key) => Value {
  const found = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    let entry = found.get(key);
    if (entry === undefined) {
      entry = { value: find(key) };
      found.set(key, entry);
    }
    return entry.value;
  };
}
