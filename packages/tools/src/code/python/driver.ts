/** What the driver imports, and what programs often do: part of a snapshot. */
export const imports = `
import ast, asyncio, collections, dataclasses, datetime, functools, inspect, io, itertools, json, math, re, sys, time, traceback, typing
import pyodide.code, pyodide.ffi, pyodide.webloop
`;

/**
 * Python's side of running a program: evaluated once when Python has started. Its last expression is a function that is
 * called with the limit of results in characters, and gives the function that runs a program: its source comes in, JSON
 * of a `ProgramEnding` goes out.
 *
 * Pyodide's event loop is that of JavaScript, on which `asyncio.run` cannot wait. A loop of Python's own, whose only
 * events are timers, can.
 */
export const driver = `
def _prepare():
    import ast, asyncio, builtins, inspect, json, sys, time, traceback
    import pyodide.code, pyodide.webloop
    from pyodide.code import CodeRunner

    class Timers:
        def select(self, timeout):
            if timeout is None:
                raise RuntimeError('the program waits for something that will never happen')
            if timeout > 0:
                time.sleep(timeout)
            return []

        def close(self):
            pass

    class TimerLoop(asyncio.base_events.BaseEventLoop):
        def __init__(self):
            super().__init__()
            self._selector = Timers()

        def _process_events(self, events):
            pass

        def _write_to_self(self):
            pass

    class Policy(asyncio.events._BaseDefaultEventLoopPolicy):
        _loop_factory = TimerLoop

        def get_event_loop(self):
            if self._local._loop is None:
                self.set_event_loop(self.new_event_loop())
            return super().get_event_loop()

    asyncio.run = asyncio.runners.run
    time.sleep = pyodide.webloop._orig_sleep
    asyncio.events._set_running_loop(None)
    asyncio.events._set_event_loop_policy(Policy())

    # A snapshot has one state of it for all worlds.
    if 'random' in sys.modules:
        sys.modules['random'].seed()

    sys.stdout.reconfigure(line_buffering=True)
    sys.stderr.reconfigure(line_buffering=True)

    def format_error(error):
        trace = error.__traceback__
        while trace is not None and trace.tb_frame.f_code.co_filename != 'code.py':
            trace = trace.tb_next
        return ''.join(traceback.format_exception(type(error), error, trace)).rstrip()

    largest = 2 ** 53

    def plain(value):
        # Whoever reads JSON may read a larger one wrong.
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) > largest:
            return str(value)
        if isinstance(value, (list, tuple)):
            return [plain(item) for item in value]
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        return value

    def to_json(value, max_chars):
        try:
            text = json.dumps(plain(value), ensure_ascii=False, allow_nan=False)
            if len(text) <= max_chars:
                return text
        except Exception:
            pass
        try:
            text = value if isinstance(value, str) else repr(value)
        except Exception as error:
            text = f'<{type(value).__name__}, whose repr raises {type(error).__name__}>'
        if len(text) > max_chars:
            text = text[:max_chars] + '\\u2026 [cut]'
        return json.dumps(text, ensure_ascii=False)

    def evaluate(code):
        world = {'__name__': '__main__', '__builtins__': builtins}
        runner = CodeRunner(code, filename='code.py', flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT).compile()
        if runner.code is not None and runner.code.co_flags & inspect.CO_COROUTINE:
            return asyncio.run(runner.run_async(world))
        return runner.run(world)

    def flush():
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:
                pass

    def prepare(max_chars):
        def run(code):
            try:
                return '{"result":' + to_json(evaluate(code), max_chars) + '}'
            except SystemExit as end:
                if end.code in (None, 0):
                    return '{"result":null}'
                return json.dumps({'error': f'SystemExit: {end.code}'})
            except BaseException as error:
                text = format_error(error)
                return json.dumps({'error': text if len(text) <= max_chars else '[cut]\\u2026 ' + text[-max_chars:]})
            finally:
                flush()
        return run

    # Ways into the JavaScript around Python. It has nothing to find, but a program has no business there either.
    del pyodide.code.run_js
    for name in [name for name in sys.modules if name == 'js' or name.startswith(('js.', 'pyodide_js'))]:
        del sys.modules[name]
    return prepare

_prepare()
`;
