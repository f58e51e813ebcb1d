"""What a worker does: makes an object, calls it with each question, and sends what it gives.

Run as `python -m selfinstruct.novelty.workers.child DESCRIPTOR PARENT`.
"""

import os
import pickle
import sys
import threading
import time
from multiprocessing.connection import Connection

_SECONDS = 1.0


def main() -> None:
    """Answer until nobody asks any more."""
    descriptor, parent = map(int, sys.argv[1:])
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    with Connection(descriptor) as connection:
        try:
            answer = pickle.loads(connection.recv_bytes())()
            while True:
                parts = pickle.loads(connection.recv_bytes())
                question = [pickle.loads(connection.recv_bytes()) for _ in range(parts)]
                connection.send((True, answer(*question)))
        except (EOFError, ConnectionError):
            return
        except Exception as error:
            connection.send((False, error))


def _watch(parent: int) -> None:
    """End with the process that has started this one, also in the middle of a long answer."""
    while os.getppid() == parent:
        time.sleep(_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    main()
