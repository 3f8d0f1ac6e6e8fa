// Where bytes lie between the person and the replica: IndexedDB, so that a page that is ended loses none. Where it is missing or full
// the bytes are still in memory, so its failures are not the person's.
export interface Shelf<Kept extends { key: string }> {
  keep(kept: Kept): Promise<unknown>
  forget(key: string): Promise<unknown>
  all(): Promise<Kept[]>
  clear(): Promise<unknown>
}

/** A shelf of its own database, whose one store has this name. */
export function shelf<Kept extends { key: string }>(database: string, name: string): Shelf<Kept> {
  let opening: Promise<IDBDatabase | null> | undefined

  function open(): Promise<IDBDatabase | null> {
    opening ??= new Promise((done) => {
      if (typeof indexedDB === 'undefined') return done(null)
      const request = indexedDB.open(database, 1)
      request.onupgradeneeded = () => request.result.createObjectStore(name, { keyPath: 'key' })
      request.onsuccess = () => done(request.result)
      request.onerror = () => done(null)
    })
    return opening
  }

  async function store<T>(mode: IDBTransactionMode, use: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
    const db = await open()
    if (!db) return undefined
    return new Promise((done) => {
      try {
        const request = use(db.transaction(name, mode).objectStore(name))
        request.onsuccess = () => done(request.result)
        request.onerror = () => done(undefined)
      } catch {
        done(undefined)
      }
    })
  }

  return {
    keep: (kept) => store('readwrite', (s) => s.put(kept)),
    forget: (key) => store('readwrite', (s) => s.delete(key)),
    all: async () => (await store('readonly', (s) => s.getAll() as IDBRequest<Kept[]>)) ?? [],
    clear: () => store('readwrite', (s) => s.clear()),
  }
}
