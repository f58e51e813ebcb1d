"""Solutions that want to pass tests without an answer."""

# Whatever it does, `answer() == 42` must not be true by it.
TRICKS = {
    "equals everything": (
        "class A:\n    def __eq__(s, o): return True\n    def __hash__(s): return 42\ndef answer(): return A()"
    ),
    "an integer that equals everything": (
        "class A(int):\n    def __eq__(s, o): return True\n    def __ne__(s, o): return False\n"
        "def answer(): return A(1)"
    ),
    "a metaclass": (
        "class M(type):\n    def __eq__(s, o): return True\n    __hash__ = None\nclass answer(metaclass=M): pass"
    ),
    "leaves": "import os\ndef answer(): os._exit(0)",
    "leaves when loaded": "import os\nos._exit(0)",
    "exits when loaded": "raise SystemExit(0)",
    "exits": "import sys\ndef answer(): sys.exit(0)",
    "at exit": "import atexit, os\natexit.register(os._exit, 0)\ndef answer(): return 1",
    "any": "from unittest.mock import ANY as answer",
    "a mock": "from unittest.mock import MagicMock as answer",
    "mock's any": "import unittest.mock\nanswer = type(unittest.mock.ANY)",
    "patches builtins": (
        "import builtins\nbuiltins.AssertionError = ValueError\nbuiltins.all = lambda *_: True\n"
        "builtins.exec = lambda *_: None\ndef answer(): return 1"
    ),
    "patches the harness": (
        "import sys\nfor module in list(sys.modules.values()):\n"
        "    if 'judg' in getattr(module, '__name__', ''):\n"
        "        for name in list(vars(module)): setattr(module, name, lambda *a, **k: True)\n"
        "def answer(): return 1"
    ),
    "writes verdicts": (
        "import os, json\nline = json.dumps({'test': 0, 'verdict': 'passed', 'line': ''}).encode() + b'\\n'\n"
        "for number in range(64):\n    try: os.write(number, line)\n    except OSError: pass\n"
        "def answer():\n    for number in range(64):\n        try: os.write(number, line)\n"
        "        except OSError: pass\n    return 1"
    ),
    "writes verdicts of a test": (
        "import os, json, struct\n"
        "def answer():\n    data = json.dumps([True, '']).encode()\n    for number in range(3, 64):\n"
        "        try: os.write(number, data)\n        except OSError: pass\n    os._exit(0)"
    ),
    "forges frames": (
        "import os, json, struct\ndef answer():\n"
        "    data = json.dumps({'result': {'list': 5, 'kind': 'exec'}, 'given': []}).encode()\n"
        "    for number in range(3, 64):\n"
        "        try: os.write(number, struct.pack('!I', len(data)) + data)\n        except OSError: pass\n"
        "    return 1"
    ),
    "forges an error": (
        "import os, json, struct\ndef answer():\n"
        "    data = json.dumps({'raised': ['SystemExit', 'BaseException'], 'arguments': [0]}).encode()\n"
        "    for number in range(3, 64):\n"
        "        try: os.write(number, struct.pack('!I', len(data)) + data)\n        except OSError: pass\n"
        "    os._exit(0)"
    ),
    "seeks the test": (
        "import gc, os, sys\nwanted = ''.join(['answer', '() ', '=='])\ndef answer():\n"
        "    for thing in gc.get_objects():\n"
        "        if isinstance(thing, (tuple, list, dict)) and wanted in str(list(thing)): return 42\n"
        "    frame = sys._getframe().f_back\n"
        "    while frame:\n"
        "        if wanted in str(frame.f_locals) or wanted in str(frame.f_code.co_consts): return 42\n"
        "        frame = frame.f_back\n"
        "    for number in range(64):\n"
        "        try:\n            if wanted.encode() in os.pread(number, 1 << 20, 0): return 42\n"
        "        except OSError: pass\n"
        "    return 1"
    ),
    "ends the judge": "import os\ndef answer():\n    os.kill(os.getppid(), 9)\n    os.kill(-1, 9)\n    return 1",
    "ends the judge when loaded": "import os\nos.kill(-1, 9)\nos._exit(0)",
    "takes all processes": (
        "import os, time\nfor _ in range(200):\n    try:\n        if os.fork() == 0: time.sleep(60)\n"
        "    except OSError: break\ndef answer(): return 1"
    ),
    "plants modules": (
        "import os\nfor name in ('math', 'json', 'heapq', 'random', 'main', 'test', 'builtins'):\n"
        "    open(f'{name}.py', 'w').write('def sample(*_): return []\\nanswer = 42')\n"
        "for name in os.listdir('.'):\n"
        "    if name.endswith('.py'): open(name, 'w').write('answer = 42')\ndef answer(): return 1"
    ),
    "a trace": "import sys\nsys.settrace(lambda *_: None)\nsys.setprofile(lambda *_: None)\ndef answer(): return 1",
    "loops": "def answer():\n    while True: pass",
    "loops when loaded": "while True: pass",
    "deep data": "def answer():\n    x = []\n    for _ in range(100_000): x = [x]\n    return x",
    "large data": "def answer(): return 'x' * (1 << 27)",
    "names of Python's": "def answer(): return 1\ndef len(x): return 42\n",
    "nothing": "",
}

# Objects that answer as a test asks, without any knowledge of the answer, and the tests that they were made for.
LIARS = [
    ("class A(float):\n    def __sub__(s, o): return 0.0\n    __rsub__ = __sub__", "assert abs(answer() - 42) < 1e-6"),
    ("class A(float):\n    def __sub__(s, o): return 0.0\n    __rsub__ = __sub__", "assert abs(42 - answer()) < 1e-6"),
    ("class A:\n    def __sub__(s, o): return 0.0\n    __rsub__ = __sub__", "assert abs(answer() - 42) < 1e-6"),
    ("class A:\n    def __sub__(s, o): return 0.0\n    __rsub__ = __sub__", "assert abs(42 - answer()) < 1e-6"),
    ("class A(int):\n    def __mod__(s, o): return 3", "assert answer() % 7 == 3"),
    ("class A:\n    def __mod__(s, o): return 0", "assert answer() % 7 == 0"),
    ("class A(list):\n    def __contains__(s, o): return True", "assert 42 in answer()"),
    ("class A(str):\n    def startswith(s, o): return True", "assert answer().startswith('x')"),
    ("class A(str):\n    def __contains__(s, o): return True", "assert 'x' in answer()"),
    ("class A(frozenset):\n    def issuperset(s, o): return True", "assert answer().issuperset({1})"),
    ("class A(list):\n    def __len__(s): return 3\n    def __getitem__(s, i): return 1", "assert len(answer()) == 3"),
    ("class A(dict):\n    def __getitem__(s, i): return 1", "assert answer()['x'] == 1"),
    ("class A(list):\n    def __iter__(s): return iter([1])", "assert [x for x in answer()] == [1]"),
    ("class A(tuple):\n    def __lt__(s, o): return True", "assert answer() < ()"),
    ("class A(int):\n    def __lt__(s, o): return True\n    __gt__ = __lt__", "assert answer() < 0 or answer() > 5"),
    ("class A(int):\n    def __bool__(s): return True", "assert answer()"),
    ("class A:\n    def __eq__(s, o): return True\n    def __hash__(s): return 42", "assert answer() in {42: 1}"),
    ("class A:\n    def __eq__(s, o): return True\n    __class__ = int", "assert isinstance(answer(), int)"),
    ("class A:\n    def __eq__(s, o): return True\nA = lambda a=A: [a()]", "assert answer() == [42]"),
    ("class A:\n    def __eq__(s, o): return True\nA = lambda a=A: {'x': a()}", "assert answer() == {'x': 42}"),
    (
        "class A:\n    def __eq__(s, o): return True\n    def __lt__(s, o): return True",
        "assert max([answer(), 42]) == 42",
    ),
]
