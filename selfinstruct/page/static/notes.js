// Notes on records that are not decided yet. They outlive a reload, for as long as the tab is open.

const PREFIX = "selfinstruct.note";

// `whose` keeps apart what is reviewed, and by whom, where pages share an origin.
export function notesOf(whose) {
  const here = new Map(); // also what a browser that keeps nothing has
  const name = (id) => `${PREFIX}:${whose}:${id}`;
  const stored = (work) => {
    try {
      return work(sessionStorage);
    } catch {
      return null;
    }
  };
  return {
    get: (id) => here.get(id) ?? stored((storage) => storage.getItem(name(id))) ?? undefined,
    set(id, text) {
      here.set(id, text);
      stored((storage) => storage.setItem(name(id), text));
    },
    delete(id) {
      here.delete(id);
      stored((storage) => storage.removeItem(name(id)));
    },
  };
}
